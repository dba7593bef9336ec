package asyncio4j;

/// A coroutine without a result: the void form of [Awaitable].
///
/// Every method that takes an [Awaitable] takes an `Action` too, so that `() -> { work(); }` compiles.
///
/// @since 0.1
@FunctionalInterface
public interface Action {
    /// Runs it, in the calling task.
    ///
    /// @throws Exception what the body throws, unchanged
    void run() throws Exception;
}
