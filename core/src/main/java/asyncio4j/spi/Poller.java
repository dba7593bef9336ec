package asyncio4j.spi;

/// Where a loop waits when it has nothing to do, and looks for outside events in every pass.
///
/// Without one the loop's thread parks. `poll` and `close` run on one thread of the loop's own, the same for the loop's
/// whole life, never at the same time as a task or callback; they may lock and initialise classes. Given by
/// [LoopConfig#withPoller] or, when the first thing needs it, by [LoopParts#install].
///
/// @since 0.1
public interface Poller extends AutoCloseable {
    /// Looks for events and lets them call [asyncio4j.EventLoop#callSoon] or end futures.
    ///
    /// @param timeoutNanos how long to wait when there are none: 0 not at all, negative without limit
    void poll(long timeoutNanos) throws Exception;

    /// Makes the present or the next `poll` return at once. Any thread.
    ///
    /// Also called when `poll` blocks in the JDK rather than in the system: the loop has gone on without it, and
    /// something has run.
    void wakeup();

    /// Whether an event could come by itself. False lets a loop in which every task waits for another end with a
    /// [asyncio4j.DeadlockException] instead of waiting for ever. On the loop.
    default boolean expectsEvents() {
        return true;
    }

    /// Whether `poll(0)` could find something; false spares a loop that is busy the call. On the loop; must not block.
    default boolean hasEvents() {
        return true;
    }

    /// Whether the kernel binds it to the operating system's thread that has polled first. Then the loop keeps that
    /// thread between its runs, until it is closed; else each run has one of its own.
    default boolean staysOnThread() {
        return false;
    }

    /// Called once, when the loop closes; on the thread of `poll`.
    @Override
    default void close() {}
}
