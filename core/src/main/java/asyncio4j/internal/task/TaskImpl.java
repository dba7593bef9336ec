package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.ContextCell;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.internal.loop.Startable;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A task: a body, the stack it runs on, and what it waits for.
///
/// States: new (no stack), then running, waiting (`waitingOn`), ready or blocked in foreign code, then the end of a
/// future. Fields are the loop's; `waitingOn`, `since` and `run` are read racily by whoever looks on.
public final class TaskImpl<T extends @Nullable Object> extends FutureImpl<T>
        implements Task<T>, Startable, ContextCell {
    private @Nullable Object run; // the body (Awaitable or Action), from the first step on the stack, null at the end
    private @Nullable String name; // null: numbered
    private final int number;
    private @Nullable Object context; // see Contexts

    @Nullable
    WaitTarget waitingOn;

    private long since; // of waitingOn: time of the pass

    @Nullable
    CancelState cancel;

    int slot; // in the registry

    TaskImpl(EventLoopImpl loop, @Nullable String name, @Nullable Object context, Object body) {
        super(loop);
        run = body;
        this.context = context;
        this.name = name;
        number = name == null ? loop.nextTaskNumber() : 0;
    }

    /// The task that runs the caller.
    ///
    /// @throws IllegalStateException outside a loop or in a callback
    public static TaskImpl<?> current() {
        TaskImpl<?> task = currentOrThread();
        if (task == null) {
            throw new IllegalStateException("no running event loop: call this inside run(...)");
        }
        return task;
    }

    /// The task that runs the caller; null on a thread that belongs to no loop.
    ///
    /// @throws IllegalStateException in a callback
    public static @Nullable TaskImpl<?> currentOrThread() {
        Strand s = Strand.current();
        if (s == null) {
            return null;
        }
        if (s.job instanceof TaskImpl<?> task) {
            return task;
        }
        throw new IllegalStateException(
                "this suspends and so needs a task, but a callback is running: createTask(...) in the callback");
    }

    /// The implementation behind `task`.
    public static TaskImpl<?> of(Task<?> task) {
        if (Objects.requireNonNull(task, "task") instanceof TaskImpl<?> impl) {
            return impl;
        }
        throw new IllegalArgumentException("not a task of asyncio4j: " + task);
    }

    // ---- running ----

    @Override
    public void start(Strand s) {
        Object body = Objects.requireNonNull(run);
        run = s;
        if (name != null || loop.core.debug()) { // in debug mode every log line names its task
            s.thread().setName(name());
        }
        LoopObserver observer = loop.observer();
        if (observer != null) {
            observer.stepBegin(this);
        }
        if (loop.core.isClosed()) {
            endCancelled(new CancelledError("Event loop is closed"));
        } else if (cancel != null && cancel.pending()) {
            endCancelled(raised(cancel));
        } else {
            try {
                T result;
                if (body instanceof Awaitable<?> awaitable) {
                    result = Unchecked.as(awaitable.await());
                } else {
                    ((Action) body).run();
                    result = Unchecked.as(null);
                }
                if (cancel != null && cancel.pending()) {
                    endCancelled(raised(cancel));
                } else {
                    succeed(result);
                }
            } catch (Throwable e) {
                failed(e);
            }
        }
        loop.registry.remove(this);
        run = null;
        if (held > 0) {
            Deadlocks.ended(this);
        }
        if (loop.core.debug()) {
            LooseEnds.tell(this);
        }
        observer = loop.observer();
        if (observer != null) {
            observer.stepEnd(this);
            observer.finished(this);
        }
    }

    private void failed(Throwable e) {
        Throwable failure = settled(e);
        if (failure instanceof CancelledError c) {
            endCancelled(c);
        } else {
            fail(failure);
            if (Fatal.is(failure)) {
                failure();
                loop.core.fatal(failure);
            }
        }
    }

    /// What a failure that leaves a body means: an exception of our interrupt is a cancellation.
    public Throwable settled(Throwable e) {
        CancelState c = cancel;
        if (c != null && !(e instanceof CancelledError) && c.raisedAs(e)) {
            return loop.newCancelledError(c.message, e);
        }
        return e;
    }

    private CancelledError raised(CancelState c) {
        c.taken();
        c.poison = null; // the wait it was about is over
        CancelledError error = loop.newCancelledError(c.message, c.origin);
        c.raised = loop.core.debug() ? error : null;
        return error;
    }

    // ---- waiting ----

    /// Suspends this task, which runs the caller, until [#unpark] or a cancellation.
    ///
    /// One method from here to the stack, and little in it that outlives the wait: every sleeper keeps its frame.
    public void park(WaitTarget what) {
        Strand s = strand();
        LoopCore core = loop.core;
        if (s == null || s != core.current() || core.isClosed()) {
            throw notHere();
        }
        CancelState c = cancel;
        boolean pending = c != null && c.pending();
        if (c != null && pending && what.cancelWait(c.message)) { // as when it is cancelled while it waits
            c.taken();
            pending = false;
        }
        if (what != Sleeps.YIELD && !pending) {
            Deadlocks.check(this, what);
        }
        LoopObserver observer = loop.observer();
        if (observer != null) {
            observer.parked(this, what);
            observer.stepEnd(this);
        }
        since = core.passTime();
        if (what == Sleeps.YIELD) {
            s.park(true);
        } else {
            waitingOn = what;
            try {
                s.park(pending);
            } finally {
                waitingOn = null;
            }
        }
        observer = loop.observer();
        if (observer != null) {
            observer.stepBegin(this);
        }
        c = cancel;
        if (c != null && c.pending()) {
            throw raised(c);
        }
        if (c != null && c.poison != null) {
            throw c.takePoison();
        }
    }

    /// Raises `failure` where this waits.
    void poison(DeadlockException failure) {
        cancelState().poison = failure;
        unpark();
    }

    /// Suspends this task for one turn.
    void yieldNow() {
        park(Sleeps.YIELD);
    }

    private Error notHere() {
        if (loop.core.isClosed()) {
            throw new CancelledError("Event loop is closed");
        }
        throw new IllegalStateException(this + " does not run here: only the running task can suspend itself");
    }

    /// As [#unpark], for code that may be on a wrong thread.
    public void unparkHere() {
        checkAccess();
        unpark();
    }

    /// Refuses threads that are not the loop's, while it runs.
    public void checkAccess() {
        loop.checkAccess();
    }

    /// Lets this go on from [#park], one turn later.
    public void unpark() {
        Strand s = strand();
        if (s != null) {
            LoopObserver observer = loop.observer();
            if (observer != null) {
                observer.woken(this, loop.currentTask());
            }
            s.wake();
        }
    }

    /// Lets this go on from [#park], from any thread.
    public void unparkThreadsafe() {
        if (loop.onLoop()) {
            unpark();
        } else {
            loop.core.submit((LoopJob) this::unpark);
        }
    }

    /// Suspends this task, which runs the caller, until `f` is done; a cancellation is passed on to `f`.
    void awaitEnd(FutureImpl<?> f) {
        if (f == this) {
            throw new DeadlockException("Task cannot await on itself: " + this);
        }
        if (f.loop != loop) {
            throw new IllegalStateException(f + " is attached to a different loop: await it there, or use "
                    + "runCoroutineThreadsafe and await the CompletableFuture");
        }
        CancelState c = cancel;
        if (c != null && c.pending() && f.cancelWait(c.message)) {
            c.taken();
            if (f.isDone()) {
                yieldNow();
                return;
            }
        }
        f.addWaiter(this);
        try {
            while (!f.isDone()) {
                park(f);
            }
        } finally {
            f.remove(this);
        }
    }

    /// Whether the future it waits for has ended by itself, and its wake-up is on the way. Loop only.
    boolean resultIsThere() {
        return waitingOn instanceof FutureImpl<?> f && f.isDone() && !f.isCancelled();
    }

    /// What it waits for now, or null. Any thread.
    public @Nullable WaitTarget waitingOn() {
        Strand s = strand();
        return s != null && s.idle() ? waitingOn : null;
    }

    /// Since when, in nanoseconds of the loop's clock. Any thread.
    public long waitingSince() {
        return since;
    }

    /// The loop, for comparing only.
    public Object loopIdentity() {
        return loop;
    }

    /// The present time of the loop. Any thread.
    public long nanos() {
        return loop.core.nanos();
    }

    /// The time of the pass that runs this.
    public long passTime() {
        return loop.core.passTime();
    }

    /// One deadline more, or less, around what this does.
    void deadline(int change) {
        deadlines = (byte) Math.min(MANY, deadlines + (deadlines == MANY ? 0 : change));
    }

    /// Whether somebody may wait for its end, or for something it owns.
    boolean isAwaited() {
        return held > 0 || hasEnds();
    }

    /// Whether it will give up waiting by itself.
    boolean hasDeadline() {
        return deadlines > 0;
    }

    /// This owns `target` now; returns the time of the pass.
    public long owned(WaitTarget target) {
        if (held < MANY) {
            held++;
        }
        LoopObserver observer = loop.observer();
        if (observer != null) {
            observer.owned(this, target);
        }
        return loop.core.passTime();
    }

    /// This does not own `target` any more.
    public void released(WaitTarget target) {
        if (held < MANY) {
            held--;
        }
        LoopObserver observer = loop.observer();
        if (observer != null) {
            observer.released(this, target);
        }
    }

    // ---- cancelling ----

    @Override
    boolean requestCancel(@Nullable String msg, @Nullable String reason) {
        if (isDone()) {
            return super.requestCancel(msg, reason);
        }
        Cancellation.request(this, msg, reason);
        return true;
    }

    /// What [#park] has just raised is raised again at the next one.
    public void cancelLater() {
        cancelState().due();
    }

    CancelState cancelState() {
        CancelState c = cancel;
        if (c == null) {
            c = new CancelState();
            cancel = c;
        }
        return c;
    }

    @Override
    public int cancelling() {
        return cancel == null ? 0 : cancel.requests;
    }

    @Override
    public int uncancel() {
        loop.checkAccess();
        return takeBack();
    }

    int takeBack() {
        return cancel == null ? 0 : cancel.takeBack(runsHere());
    }

    private boolean runsHere() {
        return run != null && run == loop.core.current();
    }

    /// Whether a request to cancel has not been raised yet.
    boolean cancelDue() {
        return cancel != null && cancel.isDue();
    }

    /// Drops a request that was taken back, if it has not been raised yet.
    void dropCancel() {
        if (cancel != null) {
            cancel.drop(runsHere());
        }
    }

    // ---- the rest of Task ----

    @Override
    public String name() {
        String given = name;
        return given != null ? given : "Task-" + number;
    }

    @Override
    public void setName(String newName) {
        name = Objects.requireNonNull(newName, "name");
        Strand s = strand();
        if (s != null) {
            s.thread().setName(newName);
        }
    }

    @Override
    public Context context() {
        if (context instanceof ContextImpl c) {
            return c;
        }
        var own = new ContextImpl(Contexts.vars(context), this);
        context = own;
        return own;
    }

    @Override
    public void setResult(T v) {
        throw new UnsupportedOperationException("a task ends with the result of its body");
    }

    @Override
    public void setException(Throwable t) {
        throw new UnsupportedOperationException("a task ends with the failure of its body");
    }

    @Override
    public StackTraceElement[] stack() {
        return Stacks.of(this);
    }

    @Override
    public @Nullable Object vars() {
        return context;
    }

    @Override
    public void vars(@Nullable Object value) {
        context = value;
    }

    @Override
    public boolean ownersMayWait() {
        return mayBeStuck();
    }

    /// Whether it waits, and nothing but the end of that wait lets it go on. Loop only.
    boolean mayBeStuck() {
        return waitingOn() != null && !hasDeadline() && !cancelDue();
    }

    @Override
    public List<TaskImpl<?>> owners() {
        return List.of(this);
    }

    /// Makes `to` the stack this runs on (null: one that is yet to come); returns the present one.
    Strand stack(@Nullable Strand to) {
        Strand from = (Strand) Objects.requireNonNull(run);
        if (to != null) {
            run = to;
        }
        return from;
    }

    @Nullable
    Strand strand() {
        return run instanceof Strand s ? s : null;
    }

    @Override
    public String toString() {
        return "Task[" + name() + ", " + Stacks.doing(this) + loop.createdAt(this) + "]";
    }
}
