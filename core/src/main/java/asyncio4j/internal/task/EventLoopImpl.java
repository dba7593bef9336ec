package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.Engine;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.TimerHandle;
import asyncio4j.internal.engine.Engines;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.Poller;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A loop: its core, and what belongs to it (tasks, reports, executor, signals, bridges to threads).
public final class EventLoopImpl implements EventLoop {
    final LoopCore core;
    final Registry registry = new Registry();
    final Unretrieved unretrieved = new Unretrieved(this);
    final Bridges bridges = new Bridges(this);
    final DefaultExecutor executor = new DefaultExecutor(this);
    final Reports reports = new Reports(this);
    final Map<Strand, SideStack> sides = new ConcurrentHashMap<>(); // live ones; any thread reads
    final Standstill standstill;
    final LoopSignals signals = new LoopSignals(this);
    final CreationSites sites = new CreationSites();
    private final Hooks hooks = new Hooks(this, reports);
    final LockOrder lockOrder = new LockOrder(this); // attached in debug mode
    final Parts parts;
    private final LoopLife life = new LoopLife(this);
    private int ids; // loop only
    boolean ending; // run cancels what is left; loop only
    private int taskNumbers; // loop only

    private EventLoopImpl(LoopConfig config) {
        core = new LoopCore(config, Engines.choose(config.engine()), hooks);
        parts = new Parts(this, config);
        standstill = new Standstill(this, config.closedWorld());
        for (LoopObserver o : config.observers()) {
            hooks.attach(o);
        }
        if (config.debug()) {
            hooks.attach(lockOrder);
            hooks.tellFallback(config.engine());
        }
    }

    /// A loop of these parts, for a runner.
    static EventLoopImpl inner(LoopConfig config) {
        var loop = new EventLoopImpl(config);
        Loops.opened(loop);
        return loop;
    }

    /// A loop of these parts, for the user.
    public static EventLoopImpl create(LoopConfig config) {
        return inner(config).handedOut();
    }

    /// This, which user code is about to have.
    public EventLoopImpl handedOut() {
        standstill.handedOut();
        return this;
    }

    /// The loop that runs the caller.
    ///
    /// @throws IllegalStateException if there is none
    public static EventLoopImpl running() {
        Strand s = Strand.current();
        if (s == null) {
            throw new IllegalStateException("no running event loop: call this inside run(...), from other threads "
                    + "through loop.callSoonThreadsafe(...)");
        }
        return of(((LoopCore) s.host).hooks().loop());
    }

    /// The loop of the task that runs the caller.
    ///
    /// @throws IllegalStateException outside a loop or in a callback
    public static EventLoopImpl ofCurrentTask() {
        return TaskImpl.current().loop;
    }

    /// The implementation behind `loop`.
    public static EventLoopImpl of(EventLoop loop) {
        if (Objects.requireNonNull(loop, "loop") instanceof EventLoopImpl impl) {
            return impl;
        }
        throw new IllegalArgumentException("not a loop of asyncio4j: " + loop);
    }

    // ---- access ----

    /// Refuses threads that are not the loop's, while it runs.
    public void checkAccess() {
        if (!onLoop() && core.isRunning()) {
            throw wrongThread();
        }
    }

    boolean onLoop() {
        Strand here = core.current();
        return here != null && here.thread() == Thread.currentThread();
    }

    private static IllegalStateException wrongThread() {
        return new IllegalStateException("Non-thread-safe operation: this loop runs on another thread; from here use "
                + "loop.callSoonThreadsafe(...) or runCoroutineThreadsafe(...)");
    }

    void checkOpen() {
        if (core.isClosed()) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("Event loop is closed");
    }

    int nextId() {
        return ids++;
    }

    int nextTaskNumber() {
        return ++taskNumbers;
    }

    // ---- running ----

    @Override
    public void runForever() {
        life.runForever();
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<? extends T> main) {
        return life.runUntilComplete(main);
    }

    @Override
    public void runUntilComplete(Action main) {
        runUntilComplete(RunScope.body(main));
    }

    <T extends @Nullable Object> FutureImpl<T> own(FutureImpl<T> future) {
        if (future.loop != this) {
            throw new IllegalArgumentException(future + " belongs to a different loop than the one given");
        }
        return future;
    }

    @Override
    public void stop() {
        checkAccess();
        core.stop();
    }

    @Override
    public void close() {
        life.close();
    }

    @Override
    public boolean isRunning() {
        return core.isRunning();
    }

    @Override
    public boolean isClosed() {
        return core.isClosed();
    }

    // ---- callbacks and timers ----

    @Override
    public Handle callSoon(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen();
        if (!onLoop()) {
            refuseInDebug();
            return callSoonThreadsafe(callback);
        }
        var handle = new SoonHandle(this, callback);
        core.add(handle);
        return handle;
    }

    private void refuseInDebug() {
        if (core.debug() && core.isRunning()) {
            throw wrongThread();
        }
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        var handle = new SoonHandle(this, callback);
        submit(handle);
        return handle;
    }

    /// Queues `item` from any thread.
    ///
    /// @throws IllegalStateException if the loop is closed
    void submit(Object item) {
        if (!core.submit(item)) {
            throw closed();
        }
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        long when = Durations.after(core.nanos(), Durations.nanos(delay));
        return timer(when, Durations.seconds(when), callback);
    }

    @Override
    public TimerHandle callAt(double when, Runnable callback) {
        if (Double.isNaN(when)) {
            throw new IllegalArgumentException("callAt(NaN)");
        }
        return timer(Durations.moment(when), when, callback);
    }

    private TimerHandle timer(long nanos, double when, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpen();
        var handle = new TimerHandleImpl(this, when, callback, Contexts.capture());
        if (!onLoop()) {
            refuseInDebug();
            if (!core.submit(handle.timer(), nanos)) {
                throw closed();
            }
        } else {
            core.schedule(handle.timer(), nanos);
        }
        return handle;
    }

    @Override
    public double time() {
        return Durations.seconds(core.nanos());
    }

    /// The present time in nanoseconds. Any thread.
    public long nanos() {
        return core.nanos();
    }

    // ---- futures and tasks ----

    @Override
    public <T extends @Nullable Object> AsyncFuture<T> createFuture() {
        checkAccess();
        return newFuture();
    }

    <T extends @Nullable Object> FutureImpl<T> newFuture() {
        var future = new FutureImpl<T>(this);
        if (core.debug()) {
            sites.note(future, currentTask());
        }
        return future;
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, @Nullable Context context, Awaitable<? extends T> body) {
        return make(name, context, body);
    }

    @Override
    public Task<Void> createTask(@Nullable String name, @Nullable Context context, Action body) {
        return make(name, context, RunScope.actionOnly(body));
    }

    /// A task of this loop.
    ///
    /// @param body an Awaitable or an Action
    <T extends @Nullable Object> TaskImpl<T> make(@Nullable String name, @Nullable Context context, Object body) {
        Objects.requireNonNull(body, "body");
        checkOpen();
        checkAccess();
        var task = new TaskImpl<T>(this, name, context == null ? Contexts.capture() : context, body);
        if (core.debug()) {
            sites.note(task, currentTask());
        }
        return begin(task);
    }

    /// Takes up a new task; also between steps.
    <T extends @Nullable Object> TaskImpl<T> begin(TaskImpl<T> task) {
        registry.add(task);
        LoopObserver observer = observer();
        if (observer != null) {
            observer.taskCreated(task, currentTask());
        }
        core.add(task);
        return task;
    }

    /// `a` itself if it is a future of this loop, else a task that runs it.
    <T extends @Nullable Object> FutureImpl<T> ensure(Awaitable<? extends T> a) {
        return Objects.requireNonNull(a, "awaitable") instanceof AsyncFuture<? extends T> f
                ? own(FutureImpl.of(f))
                : make(null, null, a);
    }

    /// The task that runs now, null in a callback and between steps.
    public @Nullable TaskImpl<?> currentTask() {
        Strand s = core.current();
        return s != null && s.job instanceof TaskImpl<?> t ? t : null;
    }

    /// The unfinished tasks, in order of creation. Any thread.
    public Set<Task<?>> allTasks() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(registry.snapshot()));
    }

    // ---- parts ----

    /// The part of kind `type`, made at the first call.
    public <T> T part(Class<T> type, Function<? super EventLoop, ? extends T> maker) {
        checkOpen();
        checkAccess();
        return parts.of(type, maker);
    }

    /// Waits in `poller` from the next pass on.
    public void install(Poller poller) {
        checkOpen();
        checkAccess();
        if (!core.install(poller)) {
            throw new IllegalStateException(
                    "this loop waits in a poller already: sockets and a clock of another kind do "
                            + "not go together; use a loop without LoopConfig.withPoller, or a simulated network");
        }
    }

    /// Whether something is ready to run.
    public boolean hasReady() {
        return core.hasReady();
    }

    void failed(String message, Throwable failure) {
        hooks.failed(message, failure);
    }

    // ---- executors and signals ----

    @Override
    public <T extends @Nullable Object> AsyncFuture<T> runInExecutor(
            @Nullable Executor wanted, Callable<? extends T> job) {
        checkOpen();
        checkAccess();
        return ExecutorJob.future(this, wanted, Objects.requireNonNull(job, "job"));
    }

    @Override
    public AsyncFuture<Void> runInExecutor(@Nullable Executor wanted, Action job) {
        return runInExecutor(wanted, ThreadCall.callable(job));
    }

    @Override
    public void setDefaultExecutor(ExecutorService e) {
        checkAccess();
        executor.set(e);
    }

    @Override
    public void shutdownDefaultExecutor(@Nullable Duration timeout) {
        checkAccess();
        executor.shutdown(timeout);
    }

    @Override
    public void addSignalHandler(String signal, Runnable handler) {
        checkOpen();
        checkAccess();
        signals.add(signal, handler);
    }

    @Override
    public boolean removeSignalHandler(String signal) {
        checkAccess();
        return signals.remove(signal);
    }

    // ---- errors and debugging ----

    @Override
    public void setExceptionHandler(@Nullable BiConsumer<EventLoop, ErrorContext> handler) {
        standstill.handedOut();
        reports.handler(handler);
    }

    @Override
    public void callExceptionHandler(ErrorContext context) {
        reports.tell(Objects.requireNonNull(context, "context"));
    }

    /// Tells the exception handler as a callback of the loop. Any thread.
    void report(ErrorContext error, @Nullable Object context) {
        reports.later(error, context);
    }

    /// As [#report], with the variables of the caller.
    public void reportHere(ErrorContext error) {
        report(Objects.requireNonNull(error, "error"), Contexts.capture());
    }

    /// Logs as a callback of the loop.
    void logLater(System.Logger.Level level, String text, @Nullable Throwable cause) {
        hooks.log(level, () -> text, cause);
    }

    CancelledError newCancelledError(@Nullable String message, @Nullable Throwable cause) {
        return new CancelledError(message, cause, core.debug());
    }

    /// In debug mode, who asks for a cancellation, and where.
    @Nullable
    Throwable origin(@Nullable String reason) {
        if (!core.debug()) {
            return null;
        }
        TaskImpl<?> task = currentTask();
        String who = reason != null ? reason : task == null ? "a callback" : "task " + task.name();
        return new CancelRequest("cancel requested by " + who);
    }

    private static final class CancelRequest extends Exception {
        CancelRequest(String message) {
            super(message);
        }
    }

    String createdAt(FutureImpl<?> future) {
        return sites.text(future);
    }

    @Nullable
    LoopObserver observer() {
        return hooks.observer();
    }

    /// Nanoseconds to the next timer, negative without one. Loop only.
    public long untilNextTimer() {
        return core.untilNextTimer();
    }

    /// Attaches `observer`. Any thread.
    public void attach(LoopObserver observer) {
        hooks.attach(Objects.requireNonNull(observer, "observer"));
    }

    /// Detaches `observer`. Any thread.
    public void detach(LoopObserver observer) {
        hooks.detach(observer);
    }

    @Override
    public boolean getDebug() {
        return core.debug();
    }

    @Override
    public void setDebug(boolean on) {
        core.debug(on);
        detach(lockOrder);
        if (on) {
            attach(lockOrder);
        }
    }

    @Override
    public Duration slowCallbackDuration() {
        return Duration.ofNanos(core.slowNanos());
    }

    @Override
    public void setSlowCallbackDuration(Duration limit) {
        core.slowNanos(Durations.nanos(limit));
    }

    @Override
    public Engine engine() {
        return core.engine().kind();
    }

    @Override
    public String toString() {
        String state = isClosed() ? "closed" : isRunning() ? "running" : "idle";
        return "EventLoop[" + state + ", " + engine() + (getDebug() ? ", debug]" : "]");
    }
}
