package asyncio4j.inspect;

import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Notes what one loop does, for a [Trace]. Called by the loop, one call at a time; times are [System#nanoTime].
final class Recorder implements LoopObserver {
    static final String BLOCKED = "a call that blocks";

    private final Budget budget;
    private final Queue<Event> events = new ConcurrentLinkedQueue<>(); // the loop adds, the end of the trace reads
    private final Map<Task<?>, Waiting> waiting = new ConcurrentHashMap<>(); // likewise
    private long began; // loop only: the step or callback that runs; 0 if that was not seen to begin

    Recorder(Budget budget) {
        this.budget = budget;
    }

    sealed interface Event {}

    record Made(Task<?> task, @Nullable Task<?> by, long at) implements Event {}

    record Ended(Task<?> task, long at) implements Event {}

    /// @param task whose step it was, null for a callback
    /// @param callback null for a step
    record Step(@Nullable Task<?> task, @Nullable Handle callback, long begin, long end) implements Event {}

    /// @param woken when it was allowed to go on, 0 if that was not seen
    /// @param by the task that did it, if a task did
    record Wait(
            Task<?> task,
            String what,
            long begin,
            long end,
            long woken,
            @Nullable Task<?> by) implements Event {}

    /// A wait that is not over. Replaced when the task is woken.
    private record Waiting(
            @Nullable WaitTarget target,
            String what,
            long begin,
            long woken,
            @Nullable Task<?> by) {}

    /// These tasks are there when the trace begins. Before the loop sees this observer.
    void waiting(List<Task<?>> tasks, long now) {
        for (Task<?> task : tasks) {
            WaitTarget target = Waits.waitingOn(task);
            if (target != null) {
                waiting.put(task, new Waiting(target, Words.what(target), now, 0, null));
            }
        }
    }

    /// What was noted, and the waits that are not over. After the loop has let go of this observer.
    List<Event> events(long now) {
        var all = new ArrayList<>(events);
        waiting.forEach((task, w) -> {
            boolean still = !task.isDone() && Waits.waitingOn(task) == w.target; // else it was woken unseen
            if (still && budget.take()) {
                all.add(new Wait(task, w.what, w.begin, now, 0, null));
            }
        });
        return all;
    }

    @Override
    public void taskCreated(Task<?> task, @Nullable Task<?> creator) {
        add(new Made(task, creator, System.nanoTime()));
    }

    @Override
    public void finished(Task<?> task) {
        waiting.remove(task);
        add(new Ended(task, System.nanoTime()));
    }

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        if (budget.spent() == 0) {
            waiting.put(task, new Waiting(target, Words.what(target), System.nanoTime(), 0, null));
        }
    }

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
        waiting.computeIfPresent(
                task, (_, w) -> new Waiting(w.target, w.what, w.begin, w.woken == 0 ? System.nanoTime() : w.woken, by));
    }

    @Override
    public void stepBegin(Task<?> task) {
        begin(task);
    }

    @Override
    public void stepEnd(Task<?> task) {
        end(task, null);
    }

    @Override
    public void suspendedForeign(@Nullable Task<?> task) {
        end(task, null);
        if (task != null && budget.spent() == 0) {
            waiting.put(task, new Waiting(null, BLOCKED, System.nanoTime(), 0, null));
        }
    }

    @Override
    public void resumedForeign(@Nullable Task<?> task) {
        begin(task);
    }

    @Override
    public void callbackBegin(Handle handle) {
        began = System.nanoTime();
    }

    @Override
    public void callbackEnd(Handle handle) {
        end(null, handle);
    }

    private void begin(@Nullable Task<?> task) {
        began = System.nanoTime();
        Waiting w = task == null ? null : waiting.remove(task);
        if (task != null && w != null) {
            add(new Wait(task, w.what, w.begin, began, w.woken, w.by));
        }
    }

    private void end(@Nullable Task<?> task, @Nullable Handle callback) {
        if (began != 0) {
            add(new Step(task, callback, began, System.nanoTime()));
            began = 0;
        }
    }

    private void add(Event event) {
        if (budget.take()) {
            events.add(event);
        }
    }
}
