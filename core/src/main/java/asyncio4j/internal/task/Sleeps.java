package asyncio4j.internal.task;

import asyncio4j.internal.loop.Glance;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.TimerEntry;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.util.OptionalLong;

/// Sleeping and yielding.
public final class Sleeps {
    static final WaitTarget YIELD = () -> "its turn";

    private Sleeps() {}

    /// Suspends the calling task for `d`.
    public static void sleep(Duration d) {
        long nanos = Durations.nanos(d);
        TaskImpl<?> task = TaskImpl.current();
        if (nanos <= 0) {
            task.yieldNow();
            return;
        }
        LoopCore core = task.loop.core;
        var timer = new Sleep(task);
        core.schedule(timer, Durations.after(core.nanos(), nanos));
        try {
            while (timer.scheduled()) {
                task.park(timer);
            }
        } finally {
            core.unschedule(timer);
        }
    }

    /// Suspends the calling task for one turn.
    public static void yieldNow() {
        TaskImpl.current().yieldNow();
    }

    /// A duration from seconds.
    public static Duration seconds(double n) {
        return Durations.ofSeconds(n);
    }

    private static final class Sleep extends TimerEntry implements WaitTarget {
        private final TaskImpl<?> task;

        Sleep(TaskImpl<?> task) {
            this.task = task;
        }

        @Override
        protected void due(LoopCore core) {
            task.unpark();
        }

        @Override
        public String name() {
            return "sleep";
        }

        @Override
        public OptionalLong endsAt() {
            return Glance.due(task.loop.core, this);
        }
    }
}
