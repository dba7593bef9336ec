package asyncio4j.spi;

import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.TimerHandle;
import asyncio4j.internal.task.EventLoopImpl;
import asyncio4j.internal.task.TaskImpl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The verbs of waiting, for primitives outside core.
///
/// Everything that suspends does it through [#park]: that is how the loop knows who waits for what.
///
/// ```java
/// void acquire() {
///     if (owner == null) { owner = Waits.currentTask(); Waits.owned(owner, this); return; }
///     Task<?> me = Waits.currentTask();
///     queue.add(me);
///     try {
///         while (owner != me) Waits.park(this);      // release() sets owner and unparks
///     } catch (CancelledError e) {
///         if (owner == me) release(); else queue.remove(me);
///         throw e;
///     }
/// }
/// ```
///
/// Threads: everything here is called on the loop; from any thread what says so, [#attach] and [#detach].
///
/// @since 0.1
public final class Waits {
    private Waits() {}

    /// The task that runs the caller.
    ///
    /// @throws IllegalStateException outside a loop or in a callback
    public static Task<?> currentTask() {
        return TaskImpl.current();
    }

    /// The task that runs the caller; null on a thread that belongs to no loop. Any thread.
    ///
    /// @throws IllegalStateException in a callback, which cannot wait
    public static @Nullable Task<?> currentTaskOrThread() {
        return TaskImpl.currentOrThread();
    }

    /// Suspends the calling task until [#unpark] or cancellation; an unpark that came before makes it return at once.
    ///
    /// @throws asyncio4j.CancelledError if the task was cancelled; an unpark may have come as well, so look at your
    /// state
    public static void park(WaitTarget what) {
        TaskImpl.current().park(what);
    }

    /// Lets `task` go on from [#park], one turn later.
    ///
    /// @throws IllegalStateException on a thread that is not the loop's; it names callSoonThreadsafe
    public static void unpark(Task<?> task) {
        TaskImpl.of(task).unparkHere();
    }

    /// Throws what [#unpark] would throw here, and does nothing else: for code that has more to change than that.
    ///
    /// @throws IllegalStateException on a thread that is not the loop's; it names callSoonThreadsafe
    public static void checkAccess(Task<?> task) {
        TaskImpl.of(task).checkAccess();
    }

    /// As [#unpark], from any thread; does nothing when the loop is closed, since then its tasks have been unwound.
    ///
    /// It may come when the task waits for something else already: whoever parks looks at its own state.
    public static void unparkThreadsafe(Task<?> task) {
        TaskImpl.of(task).unparkThreadsafe();
    }

    /// The cancellation that [#park] has just raised in the calling task is raised again where it waits next: for an
    /// operation that was done already when the cancellation came.
    public static void cancelLater() {
        TaskImpl.current().cancelLater();
    }

    /// What `task` waits for now, null when it runs, is ready, or blocks in JDK code. Any thread.
    public static @Nullable WaitTarget waitingOn(Task<?> task) {
        return TaskImpl.of(task).waitingOn();
    }

    /// Since when it waits for that, in nanoseconds of the loop's clock (the time of the pass). Any thread.
    public static long waitingSince(Task<?> task) {
        return TaskImpl.of(task).waitingSince();
    }

    /// `task` became an owner of `target`; returns the time of the pass, in nanoseconds of the loop's clock.
    public static long owned(Task<?> task, WaitTarget target) {
        return TaskImpl.of(task).owned(target);
    }

    /// `task` is no longer an owner of `target`.
    public static void released(Task<?> task, WaitTarget target) {
        TaskImpl.of(task).released(target);
    }

    /// What tells the loop of `task` from others; only good for comparing.
    public static Object loopOf(Task<?> task) {
        return TaskImpl.of(task).loopIdentity();
    }

    /// The present time of the loop of `task`, in nanoseconds. Any thread.
    public static long nanos(Task<?> task) {
        return TaskImpl.of(task).nanos();
    }

    /// The time of the pass that runs `task`, in nanoseconds of the loop's clock: free to read, exact enough for waits.
    public static long passTime(Task<?> task) {
        return TaskImpl.of(task).passTime();
    }

    /// What tells the running loop from others; only good for comparing.
    ///
    /// @throws IllegalStateException outside a loop
    public static Object loop() {
        return EventLoopImpl.running();
    }

    /// The present time of the running loop, in nanoseconds.
    ///
    /// @throws IllegalStateException outside a loop
    public static long now() {
        return EventLoopImpl.running().nanos();
    }

    /// Runs `callback` on the running loop after `delay`; unlike [asyncio4j.Asyncio#getRunningLoop()] it hands out
    /// nothing by which another thread could wake the loop, so that a loop at rest is still noticed.
    ///
    /// @throws IllegalStateException outside a loop
    public static TimerHandle later(Duration delay, Runnable callback) {
        return EventLoopImpl.running().callLater(delay, callback);
    }

    /// Tells the exception handler of the running loop, as a callback of its own.
    ///
    /// @throws IllegalStateException outside a loop
    public static void report(ErrorContext error) {
        EventLoopImpl.running().reportHere(error);
    }

    /// What a failure that left a body of the calling task means: the [asyncio4j.CancelledError] if it came of the
    /// interrupt by which a cancellation woke the body from a blocking call, else `failure` itself.
    public static Throwable settled(Throwable failure) {
        return TaskImpl.current().settled(failure);
    }

    /// Nanoseconds to the next timer of `loop`, 0 when it is due, negative without one. On the loop.
    public static long untilNextTimer(EventLoop loop) {
        return EventLoopImpl.of(loop).untilNextTimer();
    }

    /// Lets `observer` see what `loop` does from its next pass on. Any thread.
    public static void attach(EventLoop loop, LoopObserver observer) {
        EventLoopImpl.of(loop).attach(observer);
    }

    /// Takes it off again. Any thread.
    public static void detach(EventLoop loop, LoopObserver observer) {
        EventLoopImpl.of(loop).detach(observer);
    }
}
