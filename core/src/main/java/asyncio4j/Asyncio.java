package asyncio4j;

import asyncio4j.internal.task.AsCompleted;
import asyncio4j.internal.task.EventLoopImpl;
import asyncio4j.internal.task.FanOut;
import asyncio4j.internal.task.Gather;
import asyncio4j.internal.task.Interop;
import asyncio4j.internal.task.RunScope;
import asyncio4j.internal.task.Shield;
import asyncio4j.internal.task.Sleeps;
import asyncio4j.internal.task.ThreadCall;
import asyncio4j.internal.task.TimeoutScope;
import asyncio4j.internal.task.WaitSet;
import asyncio4j.spi.LoopConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The functions of asyncio, meant for `import static asyncio4j.Asyncio.*`.
///
/// ```java
/// import static asyncio4j.Asyncio.*;
///
/// void main() {
///     run(() -> {
///         var pages = gather(() -> fetch("a"), () -> fetch("b"));
///         IO.println(pages);
///     });
/// }
/// ```
///
/// Errors common to all: outside a running loop [IllegalStateException], "no running event loop"; what suspends needs a
/// task, in a callback it throws an [IllegalStateException] that mentions the task. Failures of awaited bodies arrive
/// unchanged, checked exceptions included. A null [Duration] means "no deadline".
///
/// @since 0.1
public final class Asyncio {
    private Asyncio() {}

    // ---- running ----

    /// Runs `main` on a fresh loop: `new Runner().run(main)`, closed after.
    public static <T extends @Nullable Object> T run(Awaitable<? extends T> main) {
        return RunScope.runOnce(main);
    }

    /// The void form of [#run(Awaitable)].
    public static void run(Action main) {
        RunScope.runOnce(RunScope.body(main));
    }

    /// A loop of one's own, open and not running, of the default engine.
    public static EventLoop newEventLoop() {
        return EventLoopImpl.create(LoopConfig.defaults());
    }

    /// The loop that runs the caller.
    public static EventLoop getRunningLoop() {
        return EventLoopImpl.running().handedOut();
    }

    /// The task that runs the caller; null in a callback.
    public static @Nullable Task<?> currentTask() {
        return EventLoopImpl.running().currentTask();
    }

    /// The unfinished tasks of the running loop, in order of creation.
    public static Set<Task<?>> allTasks() {
        return EventLoopImpl.running().allTasks();
    }

    /// The unfinished tasks of `loop`, in order of creation. Any thread.
    public static Set<Task<?>> allTasks(EventLoop loop) {
        return EventLoopImpl.of(loop).allTasks();
    }

    // ---- tasks ----

    /// Makes a task of `body`; it begins in the next pass of the loop.
    public static <T extends @Nullable Object> Task<T> createTask(Awaitable<? extends T> body) {
        return EventLoopImpl.running().createTask(null, null, body);
    }

    /// A task with a name.
    public static <T extends @Nullable Object> Task<T> createTask(@Nullable String name, Awaitable<? extends T> body) {
        return EventLoopImpl.running().createTask(name, null, body);
    }

    /// A task with a name (null: numbered) that runs in `context` itself (null: in a copy of the current one).
    public static <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, @Nullable Context context, Awaitable<? extends T> body) {
        return EventLoopImpl.running().createTask(name, context, body);
    }

    /// The void form of [#createTask(Awaitable)].
    public static Task<Void> createTask(Action body) {
        return EventLoopImpl.running().createTask(null, null, body);
    }

    /// The void form of [#createTask(String, Awaitable)].
    public static Task<Void> createTask(@Nullable String name, Action body) {
        return EventLoopImpl.running().createTask(name, null, body);
    }

    /// The void form of [#createTask(String, Context, Awaitable)].
    public static Task<Void> createTask(@Nullable String name, @Nullable Context context, Action body) {
        return EventLoopImpl.running().createTask(name, context, body);
    }

    /// Runs `body` with a group of tasks that end with it; see [TaskGroup].
    public static <T extends @Nullable Object> T taskGroup(TaskGroup.Body<T> body) {
        return TaskGroup.run(body);
    }

    /// The void form of [#taskGroup(TaskGroup.Body)].
    public static void taskGroup(TaskGroup.VoidBody body) {
        TaskGroup.run(TaskGroup.body(body));
    }

    // ---- time ----

    /// Suspends the calling task for `d`; not positive: for one turn.
    public static void sleep(Duration d) {
        Sleeps.sleep(d);
    }

    /// As [#sleep(Duration)], then returns `result`.
    public static <T extends @Nullable Object> T sleep(Duration d, T result) {
        Sleeps.sleep(d);
        return result;
    }

    /// Lets every other task that is ready take a step.
    public static void yieldNow() {
        Sleeps.yieldNow();
    }

    /// A duration from seconds.
    ///
    /// @throws IllegalArgumentException for NaN
    public static Duration seconds(double n) {
        return Sleeps.seconds(n);
    }

    /// A duration from milliseconds.
    public static Duration millis(long n) {
        return Duration.ofMillis(n);
    }

    /// Awaits `a`, cancelled when it takes longer than `timeout`; a lambda runs in the calling task.
    ///
    /// Returns only after what was cancelled has ended. Not positive: times out at once, unless `a` is a future
    /// that is done already.
    ///
    /// @throws AsyncTimeoutException when the time is over
    public static <T extends @Nullable Object> T waitFor(Awaitable<? extends T> a, @Nullable Duration timeout) {
        return TimeoutScope.waitFor(a, timeout);
    }

    /// The void form of [#waitFor(Awaitable, Duration)].
    public static void waitFor(Action a, @Nullable Duration timeout) {
        TimeoutScope.waitFor(RunScope.body(a), timeout);
    }

    /// Runs `body` in the calling task, cancelled when it takes longer than `d`.
    ///
    /// @throws AsyncTimeoutException when the time is over
    public static <T extends @Nullable Object> T timeout(@Nullable Duration d, Awaitable<? extends T> body) {
        return TimeoutScope.within(d, TimeoutScope.<T>body(body));
    }

    /// The void form of [#timeout(Duration, Awaitable)].
    public static void timeout(@Nullable Duration d, Action body) {
        TimeoutScope.within(d, TimeoutScope.body(RunScope.body(body)));
    }

    /// As [#timeout(Duration, Awaitable)]; the body may move the deadline.
    public static <T extends @Nullable Object> T timeout(@Nullable Duration d, Timeout.Body<T> body) {
        return TimeoutScope.within(d, body);
    }

    /// The void form of [#timeout(Duration, Timeout.Body)].
    public static void timeout(@Nullable Duration d, Timeout.VoidBody body) {
        TimeoutScope.within(d, TimeoutScope.body(body));
    }

    /// As [#timeout(Duration, Awaitable)] with a deadline in seconds of [EventLoop#time()]; infinity means none.
    public static <T extends @Nullable Object> T timeoutAt(double loopTime, Awaitable<? extends T> body) {
        return TimeoutScope.at(loopTime, TimeoutScope.<T>body(body));
    }

    /// The void form of [#timeoutAt(double, Awaitable)].
    public static void timeoutAt(double loopTime, Action body) {
        TimeoutScope.at(loopTime, TimeoutScope.body(RunScope.body(body)));
    }

    /// As [#timeoutAt(double, Awaitable)]; the body may move the deadline.
    public static <T extends @Nullable Object> T timeoutAt(double loopTime, Timeout.Body<T> body) {
        return TimeoutScope.at(loopTime, body);
    }

    /// The void form of [#timeoutAt(double, Timeout.Body)].
    public static void timeoutAt(double loopTime, Timeout.VoidBody body) {
        TimeoutScope.at(loopTime, TimeoutScope.body(body));
    }

    // ---- several at once ----

    /// Runs all at once and returns the results in argument order; the first failure is thrown, the others go on.
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> List<T> gather(Awaitable<? extends T>... as) {
        return Gather.values(Arrays.asList(as));
    }

    /// As [#gather(Awaitable...)].
    public static <T extends @Nullable Object> List<T> gather(Collection<? extends Awaitable<? extends T>> as) {
        return Gather.values(as);
    }

    /// As [#gather(Collection)], with at most `limit` of what it starts unfinished at once.
    ///
    /// The next one begins as one ends, in argument order, also after a failure. Futures and tasks among them are
    /// awaited and do not count. Cancelled, it begins no more.
    ///
    /// @throws IllegalArgumentException if `limit` is less than 1
    /// @throws NullPointerException for a null collection or element, before anything begins
    public static <T extends @Nullable Object> List<T> gather(
            int limit, Collection<? extends Awaitable<? extends T>> as) {
        return Gather.values(as, limit);
    }

    /// The void form of [#gather(Awaitable...)].
    public static void gather(Action... as) {
        Gather.values(Gather.bodies(as));
    }

    /// Of nothing: the empty list.
    public static <T extends @Nullable Object> List<T> gather() {
        return List.of();
    }

    /// Runs all at once and returns how each ended, in argument order.
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> List<Outcome<T>> gatherSettled(Awaitable<? extends T>... as) {
        return Gather.outcomes(Arrays.asList(as));
    }

    /// As [#gatherSettled(Awaitable...)].
    public static <T extends @Nullable Object> List<Outcome<T>> gatherSettled(
            Collection<? extends Awaitable<? extends T>> as) {
        return Gather.outcomes(as);
    }

    /// The void form of [#gatherSettled(Awaitable...)].
    public static List<Outcome<Void>> gatherSettled(Action... as) {
        return Gather.outcomes(Gather.bodies(as));
    }

    /// Of nothing: the empty list.
    public static <T extends @Nullable Object> List<Outcome<T>> gatherSettled() {
        return List.of();
    }

    /// A void body as an awaitable, to mix with others: `gather(task, action(() -> work()))`.
    public static Awaitable<Void> action(Action a) {
        return RunScope.body(a);
    }

    /// Calls `fn` with each item, each in a task of its own, at most `limit` at once; results in order of the items.
    ///
    /// The items are asked for in the calling task, each when a place is free for it: they may be endless, or
    /// suspend as those of a generator do. At the first failure the other tasks are cancelled and awaited, then
    /// that very exception is thrown, further failures as suppressed. Cancelling the caller cancels all. Null
    /// items and results are allowed.
    ///
    /// @throws IllegalArgumentException if `limit` is less than 1
    public static <A extends @Nullable Object, R extends @Nullable Object> List<R> mapConcurrent(
            Iterable<? extends A> items, int limit, AsyncFunction<? super A, ? extends R> fn) {
        return FanOut.map(items, limit, fn);
    }

    /// The void form of [#mapConcurrent]; another name, so that lambdas need no types.
    public static <A extends @Nullable Object> void forEachConcurrent(
            Iterable<? extends A> items, int limit, AsyncConsumer<? super A> fn) {
        FanOut.forEach(items, limit, fn);
    }

    /// Waits for futures without cancelling any; called as `Asyncio.wait(...)`.
    ///
    /// @throws IllegalArgumentException if `fs` is empty
    public static <T extends @Nullable Object> WaitResult<T> wait(
            Collection<? extends AsyncFuture<? extends T>> fs, ReturnWhen when) {
        return WaitSet.await(fs, when, null);
    }

    /// As [#wait(Collection, ReturnWhen)], at most for `timeout`; what is not done then is pending, nothing is thrown.
    public static <T extends @Nullable Object> WaitResult<T> wait(
            Collection<? extends AsyncFuture<? extends T>> fs, ReturnWhen when, @Nullable Duration timeout) {
        return WaitSet.await(fs, when, timeout);
    }

    /// The futures (of lambdas: their tasks) in the order in which they end; `next()` suspends.
    public static <T extends @Nullable Object> Iterable<AsyncFuture<T>> asCompleted(
            Collection<? extends Awaitable<? extends T>> as) {
        return AsCompleted.of(as, null);
    }

    /// As [#asCompleted(Collection)]; `next()` throws [AsyncTimeoutException] once `timeout` is over.
    public static <T extends @Nullable Object> Iterable<AsyncFuture<T>> asCompleted(
            Collection<? extends Awaitable<? extends T>> as, @Nullable Duration timeout) {
        return AsCompleted.of(as, timeout);
    }

    /// Awaits `a` so that cancelling the caller does not cancel `a`.
    public static <T extends @Nullable Object> T shield(Awaitable<? extends T> a) {
        return Shield.await(a);
    }

    /// The void form of [#shield(Awaitable)].
    public static void shield(Action a) {
        Shield.await(RunScope.body(a));
    }

    // ---- threads and other worlds ----

    /// Runs blocking code on a thread of the loop's default executor; context variables go along.
    ///
    /// Cancelled, it interrupts the thread and waits for it.
    public static <T extends @Nullable Object> T toThread(Callable<? extends T> blocking) {
        return ThreadCall.await(blocking, null);
    }

    /// As [#toThread(Callable)]; cancelled, it waits at most `grace`, then logs a warning that names the thread.
    public static <T extends @Nullable Object> T toThread(Callable<? extends T> blocking, @Nullable Duration grace) {
        return ThreadCall.await(blocking, grace);
    }

    /// The void form of [#toThread(Callable)].
    public static void toThread(Action blocking) {
        ThreadCall.await(ThreadCall.callable(blocking), null);
    }

    /// The void form of [#toThread(Callable, Duration)].
    public static void toThread(Action blocking, @Nullable Duration grace) {
        ThreadCall.await(ThreadCall.callable(blocking), grace);
    }

    /// Suspends until `stage` is complete; its failure arrives without a CompletionException around it.
    public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage) {
        return Asyncio.<T>wrapFuture(stage).await();
    }

    /// As [#await(CompletionStage)].
    public static <T extends @Nullable Object> T await(CompletableFuture<? extends T> future) {
        return Asyncio.<T>wrapFuture(future).await();
    }

    /// Suspends until `future` is done; a future that cannot call back is waited for on a thread.
    public static <T extends @Nullable Object> T await(Future<? extends T> future) {
        return Interop.await(future);
    }

    /// A future of the running loop that follows `stage`; cancelling it cancels the stage where that can be done.
    public static <T extends @Nullable Object> AsyncFuture<T> wrapFuture(CompletionStage<? extends T> stage) {
        return Interop.wrap(stage);
    }

    /// Makes a task on `loop` from any thread.
    ///
    /// @throws IllegalStateException if the loop is closed
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Awaitable<? extends T> body, EventLoop loop) {
        return Interop.submit(body, EventLoopImpl.of(loop));
    }

    /// The void form of [#runCoroutineThreadsafe(Awaitable, EventLoop)].
    public static CompletableFuture<Void> runCoroutineThreadsafe(Action body, EventLoop loop) {
        return Interop.submit(RunScope.body(body), EventLoopImpl.of(loop));
    }

    /// Does nothing: lets `catch (IOException e)` compile around an `await()` that throws it undeclared.
    public static <X extends Exception> void mayThrow(Class<X> type) throws X {}
}
