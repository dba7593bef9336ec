package asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/// How one run ended.
///
/// @param value what the body returned
/// @param failure why it failed, null when it did not
/// @param trace what happened, where that was recorded
/// @param disturbed whether steps may have come in another order than decided: see [RealWorld#disturbed]
record RunResult<T extends @Nullable Object>(
        @Nullable T value,
        @Nullable Throwable failure,
        Decisions decisions,
        @Nullable String trace,
        boolean disturbed) {
    /// Whether `other` failed in the same way.
    boolean failsAs(RunResult<?> other) {
        return failure != null && other.failure != null && failure.getClass() == other.failure.getClass();
    }
}
