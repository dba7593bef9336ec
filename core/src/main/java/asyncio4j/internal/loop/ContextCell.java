package asyncio4j.internal.loop;

import org.jspecify.annotations.Nullable;

/// Where the context variables of running code are kept. What the reference is, the task package knows.
public interface ContextCell {
    /// The context, null for an empty one.
    @Nullable
    Object vars();

    /// Replaces it.
    void vars(@Nullable Object context);
}
