package asyncio4j;

import org.jspecify.annotations.Nullable;

/// What is done with a value, without a result; it may suspend the task that calls it.
///
/// @param <A> the value
/// @since 0.1
@FunctionalInterface
public interface AsyncConsumer<A extends @Nullable Object> {
    /// Does it; what it throws reaches the caller unchanged.
    void accept(A value) throws Exception;
}
