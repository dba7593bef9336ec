package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Timeout;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.internal.loop.TimerEntry;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A deadline around a block of the calling task: a timer, no task of its own. Loop only.
///
/// States: active; expiring (the deadline passed and the task was asked to stop); then expired or finished. Only
/// its own expiry becomes a timeout: what was cancelled from elsewhere as well stays cancelled.
public final class TimeoutScope extends TimerEntry implements Timeout, LoopJob {
    private enum State {
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED
    }

    private final TaskImpl<?> task;
    private final int cancelling; // requests there were when the block began
    private final boolean cancelDue; // one of them had not been raised yet
    private State state = State.ACTIVE;
    private double when = Double.NaN;
    private boolean due; // queued to expire in this pass
    private boolean limits; // counted among the task's deadlines
    private boolean deferred; // by one step already
    private @Nullable FutureImpl<?> spared; // waitFor's future: once done, its result is not lost to an expiry

    private TimeoutScope(TaskImpl<?> task) {
        this.task = task;
        cancelling = task.cancelling();
        cancelDue = task.cancelDue();
    }

    // ---- the functions of the facade ----

    /// See [asyncio4j.Asyncio#timeout(Duration, Timeout.Body)].
    public static <T extends @Nullable Object> T within(@Nullable Duration d, Body<? extends T> body) {
        Objects.requireNonNull(body, "body");
        var scope = new TimeoutScope(TaskImpl.current());
        scope.reschedule(d);
        return scope.run(body);
    }

    /// See [asyncio4j.Asyncio#timeoutAt(double, Timeout.Body)].
    public static <T extends @Nullable Object> T at(double loopTime, Body<? extends T> body) {
        Objects.requireNonNull(body, "body");
        if (Double.isNaN(loopTime)) {
            throw new IllegalArgumentException("timeoutAt(NaN)");
        }
        var scope = new TimeoutScope(TaskImpl.current());
        if (loopTime != Double.POSITIVE_INFINITY) {
            scope.limited(true);
            scope.expireAt(Durations.moment(loopTime), loopTime, scope.task.loop.core.nanos());
        }
        return scope.run(body);
    }

    /// A block without a result as one with.
    public static Body<@Nullable Object> body(VoidBody body) {
        Objects.requireNonNull(body, "body");
        return t -> {
            body.run(t);
            return null;
        };
    }

    /// A block that does not look at its deadline.
    public static <T extends @Nullable Object> Body<T> body(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        return t -> body.await();
    }

    /// See [asyncio4j.Asyncio#waitFor(Awaitable, Duration)].
    public static <T extends @Nullable Object> T waitFor(Awaitable<? extends T> a, @Nullable Duration d) {
        Objects.requireNonNull(a, "awaitable");
        TaskImpl<?> task = TaskImpl.current();
        FutureImpl<T> future = a instanceof AsyncFuture<? extends T> f ? FutureImpl.of(f) : null;
        if (d != null && Durations.nanos(d) <= 0) {
            return atOnce(task, future, d);
        }
        var scope = new TimeoutScope(task);
        scope.spared = future;
        scope.reschedule(d);
        return scope.run(t -> a.await());
    }

    private static <T extends @Nullable Object> T atOnce(TaskImpl<?> task, @Nullable FutureImpl<T> f, Duration d) {
        if (f == null) {
            throw new AsyncTimeoutException(text(d));
        }
        if (f.isDone()) {
            return f.outcome();
        }
        task.loop.own(f).requestCancel(null, "a timeout");
        Shield.awaitEnd(task, f, "the end of what waitFor cancelled");
        if (f.isCancelled()) {
            throw new AsyncTimeoutException(text(d), f.cancelledError());
        }
        return f.outcome();
    }

    private static String text(Duration d) {
        return "timed out after " + Durations.text(d);
    }

    // ---- the block ----

    private <T extends @Nullable Object> T run(Body<? extends T> body) {
        T result;
        try {
            result = body.run(this);
        } catch (Throwable e) {
            throw Sneaky.rethrow(left(task.settled(e)));
        }
        left(null);
        return result;
    }

    private void limited(boolean now) {
        if (now != limits) {
            limits = now;
            task.deadline(now ? 1 : -1);
        }
    }

    /// Ends the block; returns what is to be thrown in place of `failure`.
    @SuppressWarnings("NullAway") // null only for null
    private Throwable left(@Nullable Throwable failure) {
        task.loop.core.unschedule(this);
        due = false;
        limited(false);
        if (state != State.EXPIRING) {
            state = State.FINISHED;
            return failure;
        }
        state = State.EXPIRED;
        if (task.takeBack() > cancelling) {
            return failure; // cancelled from elsewhere as well
        }
        if (!cancelDue) {
            task.dropCancel(); // ours, if foreign code returned before it could be raised
        }
        return failure instanceof CancelledError ? new AsyncTimeoutException("timed out", failure) : failure;
    }

    @Override
    public void reschedule(@Nullable Duration fromNow) {
        task.loop.checkAccess();
        if (state != State.ACTIVE) {
            throw new IllegalStateException("Cannot change state of " + stateName() + " Timeout");
        }
        LoopCore core = task.loop.core;
        core.unschedule(this);
        due = false;
        limited(fromNow != null);
        if (fromNow == null) {
            when = Double.NaN;
            Deadlocks.recheck(task); // it may wait, without a way out from now on
        } else {
            long now = core.nanos();
            long moment = Durations.after(now, Durations.nanos(fromNow));
            expireAt(moment, Durations.seconds(moment), now);
        }
    }

    private void expireAt(long moment, double seconds, long now) {
        LoopCore core = task.loop.core;
        when = seconds;
        if (moment > now) {
            core.schedule(this, moment);
        } else {
            due = true;
            core.add(this); // in the next pass, before a task that merely yields
        }
    }

    @Override
    protected void due(LoopCore core) {
        due = true;
        core.addLocal(this);
    }

    /// The deadline has passed.
    @Override
    public void run() {
        if (due && state == State.ACTIVE && (spared == null || !spared.isDone())) {
            if (!deferred && task.resultIsThere()) {
                deferred = true; // the task takes that step first: what it got in time is not lost
                task.loop.core.add(this);
                return;
            }
            state = State.EXPIRING;
            limited(false); // what the block still does, it does without a deadline
            task.requestCancel(null, "a timeout");
        }
    }

    @Override
    public double when() {
        return when;
    }

    @Override
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    private String stateName() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Timeout[" + stateName() + (Double.isNaN(when) ? ", when=null]" : ", when=" + when + "]");
    }
}
