package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.DeadlockException;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The work of a [asyncio4j.TaskGroup]. Loop only.
///
/// States: new, open (the body runs), leaving (the body has ended, children are awaited), finished; besides, from the
/// first failure, cancellation or [#cancel] on, aborting: everything is being cancelled and no child is taken any more.
public final class GroupScope implements WaitTarget {
    private @Nullable TaskImpl<?> parent; // set when entered
    private final Set<TaskImpl<?>> children = new LinkedHashSet<>(); // not ended
    private List<Throwable> errors = new ArrayList<>(); // in the order in which they happened
    private @Nullable Throwable fatal;
    private boolean leaving;
    private boolean finished;
    private boolean aborting;
    private boolean stopped; // by cancel()
    private boolean parentAsked; // we asked the parent to stop, and must take that back

    /// Runs `body` and waits for the children.
    public <T extends @Nullable Object> T run(Awaitable<? extends T> body) {
        parent = TaskImpl.current();
        T result = null;
        Throwable failure = null;
        try {
            result = body.await();
        } catch (Throwable e) {
            failure = parent.settled(e);
        }
        leave(parent, failure);
        return Unchecked.as(result); // null when the group was stopped before there was one
    }

    private void leave(TaskImpl<?> me, @Nullable Throwable failure) {
        leaving = true;
        CancelledError cancelled = failure instanceof CancelledError e ? e : null;
        if (failure != null) {
            if (Fatal.is(failure)) {
                fatal = failure;
            }
            abortOnce();
        }
        DeadlockException deadlock = null;
        while (!children.isEmpty()) {
            try {
                me.park(this);
            } catch (DeadlockException e) { // this wait closed a circle: opens it, but leaves no child behind
                if (deadlock == null) {
                    deadlock = e;
                }
                abort();
            } catch (CancelledError e) {
                if (cancelled == null) {
                    cancelled = e;
                }
                if (me.loop.core.isClosed()) {
                    throw e;
                }
                abortOnce();
            }
        }
        finished = true;
        boolean own = parentAsked && me.takeBack() == 0; // nobody else asked: the cancellation was ours
        var failures = errors;
        errors = List.of();
        if (fatal != null) {
            throw Sneaky.rethrow(fatal);
        }
        if (failure != null && !(failure instanceof CancelledError)) {
            failures.add(failure);
        }
        if (deadlock != null) {
            failures.forEach(deadlock::addSuppressed);
            throw deadlock;
        }
        if (!failures.isEmpty()) {
            if (me.cancelling() > 0) { // cancelled from outside as well: raised at the next suspension point
                me.takeBack();
                me.requestCancel(cancelled == null ? null : cancelled.message(), null);
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", failures);
        }
        if (cancelled != null && !own) {
            throw cancelled;
        }
    }

    private void abortOnce() { // a second cancel would cut the children's clean-up short
        if (!aborting) {
            abort();
        }
    }

    private void abort() {
        aborting = true;
        for (TaskImpl<?> child : List.copyOf(children)) {
            child.requestCancel(null, stopped ? "TaskGroup.cancel" : "the failure of a sibling or of the group's body");
        }
    }

    private void askParent() {
        TaskImpl<?> p = Objects.requireNonNull(parent);
        if (!parentAsked && !finished) {
            parentAsked = true;
            p.requestCancel(null, stopped ? "TaskGroup.cancel" : "the failure of a task in its group");
        }
    }

    /// A task of this group.
    public <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, @Nullable Context context, Awaitable<? extends T> body) {
        return adopt(open().<T>make(name, context, Objects.requireNonNull(body, "body")));
    }

    /// A void task of this group.
    public Task<Void> createTask(@Nullable String name, @Nullable Context context, Action body) {
        return adopt(open().<Void>make(name, context, RunScope.actionOnly(Objects.requireNonNull(body, "body"))));
    }

    private EventLoopImpl open() {
        if (parent == null) {
            throw new IllegalStateException("TaskGroup has not been entered");
        }
        parent.loop.checkAccess();
        if (finished || leaving && children.isEmpty()) {
            throw new IllegalStateException("TaskGroup is finished: it takes no more tasks");
        }
        if (aborting) {
            throw new IllegalStateException("TaskGroup is shutting down: it takes no more tasks");
        }
        return parent.loop;
    }

    private <T extends @Nullable Object> Task<T> adopt(TaskImpl<T> child) {
        children.add(child);
        child.whenEnded((LoopJob) () -> ended(child));
        return child;
    }

    private void ended(TaskImpl<?> child) {
        TaskImpl<?> p = Objects.requireNonNull(parent);
        children.remove(child);
        if (leaving && children.isEmpty()) {
            p.unpark();
        }
        Throwable failure = child.failure();
        if (failure == null) {
            return;
        }
        errors.add(failure);
        if (Fatal.is(failure) && fatal == null) {
            fatal = failure;
        }
        if (!aborting) {
            abort();
            askParent();
        }
    }

    /// Stops the group without an error.
    public void cancel() {
        if (parent == null || finished) {
            return;
        }
        parent.loop.checkAccess();
        stop();
    }

    /// As [#cancel], also between steps; false when everything is being cancelled already.
    boolean stop() {
        if (finished || aborting) {
            return false;
        }
        stopped = true;
        abort();
        askParent();
        return true;
    }

    @Override
    public String name() {
        return "the tasks of a TaskGroup";
    }

    @Override
    public boolean ownersMayWait() {
        for (TaskImpl<?> child : children) {
            if (child.mayBeStuck()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<TaskImpl<?>> owners() {
        try {
            return Set.copyOf(children);
        } catch (RuntimeException e) {
            return Set.of(); // read from another thread while it changed
        }
    }

    @Override
    public String toString() {
        String state = finished ? "finished" : aborting ? "shutting down" : leaving ? "leaving" : "open";
        return "TaskGroup[" + state + ", tasks=" + children.size() + ", errors=" + errors.size() + "]";
    }
}
