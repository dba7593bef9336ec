package asyncio4j.internal.task;

import org.jspecify.annotations.Nullable;

/// Where the compiler cannot see that an object, or null, is a `T`.
public final class Unchecked {
    private Unchecked() {}

    /// `value` as the `T` that it is.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    public static <T extends @Nullable Object> T as(@Nullable Object value) {
        return (T) value;
    }
}
