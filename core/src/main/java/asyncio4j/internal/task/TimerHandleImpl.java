package asyncio4j.internal.task;

import asyncio4j.TimerHandle;
import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.TimerEntry;
import org.jspecify.annotations.Nullable;

/// A callback and the timer that queues it.
final class TimerHandleImpl extends HandleImpl implements TimerHandle {
    private final EventLoopImpl loop;
    private final double when;
    private final Timer timer = new Timer();

    TimerHandleImpl(EventLoopImpl loop, double when, Runnable callback, @Nullable Object context) {
        super(callback, context);
        this.loop = loop;
        this.when = when;
    }

    private final class Timer extends TimerEntry {
        @Override
        protected void due(LoopCore core) {
            core.addLocal(TimerHandleImpl.this);
        }

        @Override
        protected boolean cancelled() {
            return TimerHandleImpl.this.cancelled();
        }
    }

    TimerEntry timer() {
        return timer;
    }

    @Override
    public double when() {
        return when;
    }

    @Override
    public void cancel() {
        loop.checkAccess();
        super.cancel();
        loop.core.unschedule(timer);
    }

    @Override
    public String toString() {
        return "TimerHandle[" + what() + "]";
    }
}
