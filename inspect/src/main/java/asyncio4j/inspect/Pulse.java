package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/// Counts what one loop does, for a [Watch].
///
/// The loop writes, one call at a time; the watcher reads racily, and a figure that is one step old does no harm.
final class Pulse implements LoopObserver {
    private static final int SLOWEST = 5;
    private static final long SLOW = 1_000_000; // a step that takes less is nobody's slow step

    private final Map<Task<?>, Count> counts = new ConcurrentHashMap<>();
    private final LongAccumulator longestPass = new LongAccumulator(Math::max, 0);
    private volatile List<Slow> slowest = List.of(); // replaced by the loop
    private long passBegan; // loop only; 0 before the first pass that is seen whole
    private long began; // written by the loop: when the step or callback began that runs, 0 if none does
    private @Nullable Task<?> current; // written by the loop: whose step that is, null for a callback
    private long steps; // written by the loop, like the next three
    private long ran;
    private long started;
    private long ended;

    /// What a task did. Written by the loop.
    private static final class Count {
        long steps;
        long nanos;
    }

    /// What the loop or one of its tasks has done since it is watched.
    record Done(long steps, long nanos) {
        static final Done NOTHING = new Done(0, 0);

        Done since(Done before) {
            return new Done(steps - before.steps, Math.max(0, nanos - before.nanos));
        }
    }

    /// A step or callback that took long.
    ///
    /// @param task whose it was, null for a callback
    /// @param end when it ended, by [System#nanoTime]
    record Slow(@Nullable TaskRef task, long nanos, long end) {}

    // ---- for the watcher, any thread ----

    /// What each unfinished task has done that has done anything; a step that runs counts up to now.
    Map<Task<?>, Done> tasks(long now) {
        var done = new HashMap<Task<?>, Done>();
        counts.forEach((task, count) -> done.put(task, new Done(count.steps, count.nanos)));
        Task<?> running = current;
        if (running != null) {
            done.merge(running, new Done(0, present(now)), (a, b) -> new Done(a.steps, a.nanos + b.nanos));
        }
        return done;
    }

    /// All steps and callbacks together; one that runs counts up to now.
    Done all(long now) {
        return new Done(steps, ran + present(now));
    }

    private long present(long now) {
        long since = began;
        return since == 0 ? 0 : Math.max(0, now - since);
    }

    long started() {
        return started;
    }

    long ended() {
        return ended;
    }

    /// The longest pass since this was asked last, in nanoseconds.
    long takeLongestPass() {
        return longestPass.getThenReset();
    }

    /// The longest steps and callbacks since it is watched, longest first.
    List<Slow> slowest() {
        return slowest;
    }

    // ---- called by the loop ----

    @Override
    public void taskCreated(Task<?> task, @Nullable Task<?> creator) {
        started++;
    }

    @Override
    public void finished(Task<?> task) {
        ended++;
        counts.remove(task);
    }

    @Override
    public void stepBegin(Task<?> task) {
        begin(task);
    }

    @Override
    public void stepEnd(Task<?> task) {
        steps++;
        Count count = end(task);
        if (count != null) {
            count.steps++;
        }
    }

    @Override
    public void suspendedForeign(@Nullable Task<?> task) {
        end(task);
    }

    @Override
    public void resumedForeign(@Nullable Task<?> task) {
        begin(task);
    }

    @Override
    public void callbackBegin(Handle handle) {
        begin(null);
    }

    @Override
    public void callbackEnd(Handle handle) {
        end(null);
    }

    @Override
    public void passBegin(EventLoop loop) {
        passBegan = System.nanoTime();
    }

    @Override
    public void passEnd(EventLoop loop) {
        if (passBegan != 0) {
            longestPass.accumulate(System.nanoTime() - passBegan);
        }
    }

    private void begin(@Nullable Task<?> task) {
        current = task;
        began = System.nanoTime();
    }

    private @Nullable Count end(@Nullable Task<?> task) {
        long since = began;
        current = null;
        began = 0;
        if (since == 0) {
            return null; // it began before it was watched
        }
        long now = System.nanoTime();
        long took = now - since;
        ran += took;
        if (took >= SLOW) {
            noteSlow(task, took, now);
        }
        if (task == null) {
            return null;
        }
        Count count = counts.get(task);
        if (count == null) {
            count = new Count();
            counts.put(task, count);
        }
        count.nanos += took;
        return count;
    }

    private void noteSlow(@Nullable Task<?> task, long took, long now) {
        List<Slow> before = slowest;
        if (before.size() == SLOWEST && before.getLast().nanos >= took) {
            return;
        }
        var after = new ArrayList<>(before);
        after.add(new Slow(task == null ? null : TaskRef.of(task), took, now));
        after.sort(Comparator.comparingLong(Slow::nanos).reversed());
        slowest = List.copyOf(after.subList(0, Math.min(SLOWEST, after.size())));
    }
}
