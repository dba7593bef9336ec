package asyncio4j;

import org.jspecify.annotations.Nullable;

/// The task was cancelled.
///
/// An [Error], so that `catch (Exception e)` never swallows it. Catch it to clean up, then throw it on. It has a stack
/// trace only in debug mode; [#message()] and the cause chain are always there.
///
/// @since 0.1
public final class CancelledError extends Error {
    /// Without a message.
    public CancelledError() {
        this(null);
    }

    /// With a message.
    public CancelledError(@Nullable String message) {
        this(message, null, false);
    }

    /// With a message, what brought it about, and whether to record the stack.
    public CancelledError(@Nullable String message, @Nullable Throwable cause, boolean withStackTrace) {
        super(message, cause, true, withStackTrace);
    }

    /// What was given to `cancel`, or null.
    public @Nullable String message() {
        return getMessage();
    }
}
