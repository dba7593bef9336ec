package asyncio4j;

import org.jspecify.annotations.Nullable;

/// A deadline passed: of [Asyncio#timeout(java.time.Duration, Awaitable)], `timeoutAt`, `waitFor` or `asCompleted`.
///
/// Its cause is the [CancelledError] it replaced, if there was one.
///
/// @since 0.1
public final class AsyncTimeoutException extends RuntimeException {
    /// Without a message.
    public AsyncTimeoutException() {}

    /// With a message.
    public AsyncTimeoutException(String message) {
        super(message);
    }

    /// With a message and the cancellation it replaces.
    public AsyncTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
