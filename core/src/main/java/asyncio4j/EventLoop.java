package asyncio4j;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One thread's worth of tasks and callbacks, of which exactly one runs at a time.
///
/// Callbacks run first in, first out; what is scheduled while a pass runs waits for the next pass; timers run in order
/// of their time, ties in order of scheduling. Most programs need only [Asyncio#run(Awaitable)].
///
/// Threads: while a loop runs, its objects belong to its tasks and callbacks; other threads use
/// [#callSoonThreadsafe], [Asyncio#runCoroutineThreadsafe(Awaitable, EventLoop)] and [AsyncFuture#get()]. While it does
/// not run, the thread that is going to run it may use it. On a closed loop every method that schedules throws
/// [IllegalStateException], "Event loop is closed".
///
/// @since 0.1
public interface EventLoop extends AutoCloseable {
    /// Runs until [#stop()]; blocks the calling thread, which may be a platform or a virtual one.
    void runForever();

    /// Runs until `main` is done and returns its result or throws its failure.
    ///
    /// @throws IllegalStateException if the loop runs already, is closed, or was stopped before `main` was done
    <T extends @Nullable Object> T runUntilComplete(Awaitable<? extends T> main);

    /// The void form of [#runUntilComplete(Awaitable)].
    void runUntilComplete(Action main);

    /// Ends `runForever` after the current pass.
    void stop();

    /// Closes the loop; twice does nothing more.
    ///
    /// Failures nobody looked at are reported, signal handlers restored, and tasks still suspended are unwound.
    ///
    /// @throws IllegalStateException while the loop runs
    @Override
    void close();

    /// Whether the loop runs now. Any thread.
    boolean isRunning();

    /// Whether [#close()] was called. Any thread.
    boolean isClosed();

    /// Runs `callback` in the next pass, in a copy of the current context.
    Handle callSoon(Runnable callback);

    /// As [#callSoon], from any thread; wakes the loop.
    Handle callSoonThreadsafe(Runnable callback);

    /// Runs `callback` after `delay` (at once when it is not positive).
    TimerHandle callLater(Duration delay, Runnable callback);

    /// Runs `callback` when [#time()] reaches `when` seconds.
    ///
    /// @throws IllegalArgumentException if `when` is NaN
    TimerHandle callAt(double when, Runnable callback);

    /// The loop's clock in seconds: monotonic, of arbitrary origin. Any thread.
    double time();

    /// A future of this loop.
    <T extends @Nullable Object> AsyncFuture<T> createFuture();

    /// A task of this loop; it begins in the next pass.
    default <T extends @Nullable Object> Task<T> createTask(Awaitable<? extends T> body) {
        return createTask(null, null, body);
    }

    /// A named task.
    default <T extends @Nullable Object> Task<T> createTask(@Nullable String name, Awaitable<? extends T> body) {
        return createTask(name, null, body);
    }

    /// A task with a name (null: numbered) that runs in `context` itself (null: in a copy of the current one).
    <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, @Nullable Context context, Awaitable<? extends T> body);

    /// The void form of [#createTask(Awaitable)].
    default Task<Void> createTask(Action body) {
        return createTask(null, null, body);
    }

    /// The void form of [#createTask(String, Awaitable)].
    default Task<Void> createTask(@Nullable String name, Action body) {
        return createTask(name, null, body);
    }

    /// The void form of [#createTask(String, Context, Awaitable)].
    Task<Void> createTask(@Nullable String name, @Nullable Context context, Action body);

    /// Runs `job` on `executor` (null: the default one); cancelling the future interrupts a job that has started.
    <T extends @Nullable Object> AsyncFuture<T> runInExecutor(@Nullable Executor executor, Callable<? extends T> job);

    /// The void form of [#runInExecutor(Executor, Callable)].
    AsyncFuture<Void> runInExecutor(@Nullable Executor executor, Action job);

    /// Sets the executor of `runInExecutor(null, ...)` and `toThread`; the loop shuts it down at its end.
    void setDefaultExecutor(ExecutorService executor);

    /// Shuts the default executor down and suspends the calling task (outside the loop: blocks) until its jobs ended.
    ///
    /// @param timeout at most this long, then a warning is logged; null: without limit
    void shutdownDefaultExecutor(@Nullable Duration timeout);

    /// Runs `handler` on the loop for each `signal` ("INT", "TERM", "HUP" ...), in place of what happened before.
    ///
    /// @throws IllegalArgumentException for an unknown signal
    /// @throws IllegalStateException for KILL and STOP, and for signals the JVM keeps to itself
    void addSignalHandler(String signal, Runnable handler);

    /// Restores what happened before; false when there was no handler.
    boolean removeSignalHandler(String signal);

    /// Sets who is told of failures that have no other addressee; null restores the default, which logs them at ERROR.
    void setExceptionHandler(@Nullable BiConsumer<EventLoop, ErrorContext> handler);

    /// Tells the exception handler. A handler that throws is logged, "Unhandled error in exception handler".
    void callExceptionHandler(ErrorContext context);

    /// Whether debug mode is on. Any thread.
    boolean getDebug();

    /// Switches debug mode: creation stacks, slow steps, wrong threads.
    void setDebug(boolean on);

    /// Steps and callbacks longer than this are reported in debug mode; 100 ms unless set.
    Duration slowCallbackDuration();

    /// Sets [#slowCallbackDuration()].
    void setSlowCallbackDuration(Duration limit);

    /// The engine in force, never AUTO. Any thread.
    Engine engine();
}
