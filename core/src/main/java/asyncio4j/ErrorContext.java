package asyncio4j;

import org.jspecify.annotations.Nullable;

/// What an exception handler is told.
///
/// @param message what happened, e.g. "Task exception was never retrieved"
/// @param exception the failure, if there is one
/// @param future the future concerned, if it can still be named
/// @param handle the callback concerned, if any
/// @since 0.1
public record ErrorContext(
        String message,
        @Nullable Throwable exception,
        @Nullable AsyncFuture<?> future,
        @Nullable Handle handle) {}
