package asyncio4j.inspect.jfr;

import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import org.jspecify.annotations.Nullable;

/// Turns what one loop does into events. Called by the loop, one call at a time.
final class FlightEvents implements LoopObserver {
    private @Nullable SlowStep step; // the one that runs

    @Override
    public void taskCreated(Task<?> task, @Nullable Task<?> creator) {
        var event = new TaskCreated();
        if (event.isEnabled()) {
            event.creator = creator == null ? null : TaskEvent.number(creator);
            event.commit(task);
        }
    }

    @Override
    public void stepBegin(Task<?> task) {
        var resumed = new TaskResumed();
        long since = Waits.waitingSince(task);
        if (resumed.isEnabled() && since != 0) {
            resumed.waited = Math.max(0, Waits.nanos(task) - since);
            resumed.commit(task);
        }
        begin();
    }

    @Override
    public void stepEnd(Task<?> task) {
        end(task);
    }

    @Override
    public void suspendedForeign(@Nullable Task<?> task) {
        if (task != null) {
            end(task);
        }
    }

    @Override
    public void resumedForeign(@Nullable Task<?> task) {
        if (task != null) {
            begin();
        }
    }

    private void begin() {
        var begun = new SlowStep();
        if (begun.isEnabled()) {
            begun.begin();
            step = begun;
        }
    }

    private void end(Task<?> task) {
        SlowStep ended = step;
        step = null;
        if (ended != null) {
            ended.end();
            if (ended.shouldCommit()) {
                ended.commit(task);
            }
        }
    }

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        var event = new TaskParked();
        if (event.isEnabled()) {
            event.target = target instanceof Task<?> other ? "task " + other.name() : target.name();
            event.commit(task);
        }
    }

    @Override
    public void finished(Task<?> task) {
        var event = new TaskFinished();
        if (event.isEnabled()) {
            event.outcome = outcome(task);
            event.commit(task);
        }
    }

    private static String outcome(Task<?> task) {
        return switch (task.state()) {
            case CANCELLED -> "cancelled";
            case FAILED -> "failed";
            default -> "result";
        };
    }

    @Override
    public void deadlocked(Task<?> task, String text) {
        var event = new Deadlock();
        if (event.isEnabled()) {
            event.circle = text;
            event.commit(task);
        }
    }
}
