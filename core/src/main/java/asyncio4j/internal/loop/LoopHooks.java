package asyncio4j.internal.loop;

import asyncio4j.EventLoop;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.LoopObserver;
import org.jspecify.annotations.Nullable;

/// What the core of a loop tells the loop it belongs to.
public interface LoopHooks {
    /// The loop, as observers know it.
    EventLoop loop();

    /// A callback threw. On the callback thread.
    void callbackFailed(HandleImpl handle, Throwable failure);

    /// The poller, an observer or a stack's own code threw. Queued as a callback.
    void failed(String message, Throwable failure);

    /// A step or callback took long, in debug mode. On the carrier: must only queue.
    ///
    /// @param seen its stack while it ran, if the watchdog looked in time
    void slow(Object what, long nanos, StackTraceElement @Nullable [] seen);

    /// A task's stack blocks in code that is not ours, in debug mode. On the carrier: must only queue.
    void blocked(Strand strand);

    /// Nothing is ready, no timer runs, nothing is blocked outside, no event is expected. On the carrier.
    ///
    /// @return why the loop must end, null to wait
    @Nullable
    RuntimeException nothingLeft();

    /// The observers, null without any.
    @Nullable
    LoopObserver observer();
}
