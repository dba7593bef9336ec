package asyncio4j.spi;

/// Where a loop waits when it has nothing to do, and looks for outside events in every pass.
///
/// Without one the loop's thread parks. `poll` runs on a thread of the loop's own, never at the same time as a task or
/// callback; it may lock and initialise classes.
///
/// @since 0.1
public interface Poller extends AutoCloseable {
    /// Looks for events and lets them call [asyncio4j.EventLoop#callSoon] or end futures.
    ///
    /// @param timeoutNanos how long to wait when there are none: 0 not at all, negative without limit
    void poll(long timeoutNanos) throws Exception;

    /// Makes the present or the next `poll` return at once. Any thread.
    void wakeup();

    /// Whether an event could come by itself. False lets a loop in which every task waits for another end with a
    /// [asyncio4j.DeadlockException] instead of waiting for ever. On the loop.
    default boolean expectsEvents() {
        return true;
    }

    /// Called once, when the loop closes.
    @Override
    default void close() {}
}
