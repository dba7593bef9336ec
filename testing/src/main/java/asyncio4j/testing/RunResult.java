package asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/// How one run ended.
///
/// @param value what the body returned
/// @param failure why it failed, null when it did not
/// @param trace what happened, where that was recorded
record RunResult<T extends @Nullable Object>(
        @Nullable T value,
        @Nullable Throwable failure,
        Decisions decisions,
        @Nullable String trace) {
    /// Whether `other` failed in the same way.
    boolean failsAs(RunResult<?> other) {
        return failure != null && other.failure != null && failure.getClass() == other.failure.getClass();
    }
}
