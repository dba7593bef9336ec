package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.Waits;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Counts the steps of a loop's tasks and the time they take, until closed.
///
/// A loop that is made in debug mode has one. Each step gets dearer by two readings of the clock and one entry in a
/// map.
///
/// @since 0.1
public final class Meter implements AutoCloseable {
    private static final Map<EventLoop, Meter> METERS = Collections.synchronizedMap(new WeakHashMap<>());

    private final WeakReference<EventLoop> loop;
    private final Counter counter = new Counter();

    private Meter(EventLoop loop) {
        this.loop = new WeakReference<>(loop);
    }

    /// Begins to count, or goes on if this loop is being counted already. Any thread.
    public static Meter on(EventLoop loop) {
        synchronized (METERS) {
            Meter meter = METERS.get(loop);
            if (meter == null) {
                meter = new Meter(loop);
                METERS.keySet().removeIf(EventLoop::isClosed);
                METERS.put(loop, meter);
                Waits.attach(loop, meter.counter);
            }
            return meter;
        }
    }

    /// Stops counting and forgets the counts. Any thread.
    @Override
    public void close() {
        synchronized (METERS) {
            EventLoop counted = loop.get();
            if (counted != null && METERS.remove(counted, this)) {
                Waits.detach(counted, counter);
            }
        }
    }

    /// The one that counts `loop`, if any.
    static @Nullable Meter of(EventLoop loop) {
        return METERS.get(loop);
    }

    Count count(Task<?> task) {
        return counter.counts.getOrDefault(task, Count.NONE);
    }

    record Count(long steps, long nanos) {
        static final Count NONE = new Count(0, 0);

        Count plus(int more, long took) {
            return new Count(steps + more, nanos + took);
        }
    }

    /// Called by the loop, one call at a time: it alone writes.
    private static final class Counter implements LoopObserver {
        final Map<Task<?>, Count> counts = new ConcurrentHashMap<>();
        private long began; // the step that runs now

        @Override
        public void stepBegin(Task<?> task) {
            began = System.nanoTime();
        }

        @Override
        public void stepEnd(Task<?> task) {
            add(task, 1);
        }

        @Override
        public void suspendedForeign(@Nullable Task<?> task) {
            if (task != null) {
                add(task, 0);
            }
        }

        @Override
        public void resumedForeign(@Nullable Task<?> task) {
            began = System.nanoTime();
        }

        @Override
        public void finished(Task<?> task) {
            counts.remove(task);
        }

        private void add(Task<?> task, int steps) {
            long took = began == 0 ? 0 : System.nanoTime() - began;
            counts.put(task, counts.getOrDefault(task, Count.NONE).plus(steps, took));
        }
    }
}
