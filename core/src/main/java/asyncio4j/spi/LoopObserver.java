package asyncio4j.spi;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// Sees what a loop does, as it does it.
///
/// Called in place, on whichever of the loop's threads acts; only one call of a loop at a time. An observer must be
/// quick and must not block, lock, log or call the loop. What it throws takes it off the loop and goes to the
/// exception handler. Attach with [LoopConfig#withObserver] or [Waits#attach].
///
/// @since 0.1
public interface LoopObserver {
    /// A task was made, by `creator` if a task made it.
    default void taskCreated(Task<?> task, @Nullable Task<?> creator) {}

    /// A task begins a step.
    default void stepBegin(Task<?> task) {}

    /// A task ended a step: it waits, or is done.
    default void stepEnd(Task<?> task) {}

    /// A task waits for `target`.
    default void parked(Task<?> task, WaitTarget target) {}

    /// A task may go on; `by` woke it, null when a timer, a callback or the loop did.
    default void woken(Task<?> task, @Nullable Task<?> by) {}

    /// A task (null: a callback) blocks in code that is not ours (SCHEDULER only).
    default void suspendedForeign(@Nullable Task<?> task) {}

    /// It goes on.
    default void resumedForeign(@Nullable Task<?> task) {}

    /// Somebody asked `task` to stop; `by` null as in [#woken].
    default void cancelRequested(Task<?> task, @Nullable Task<?> by, @Nullable String message) {}

    /// The wait of `task` has closed a circle that nothing can open; `text` names its members. What happens next is as
    /// `-Dasyncio4j.deadlock` says.
    default void deadlocked(Task<?> task, String text) {}

    /// A task ended.
    default void finished(Task<?> task) {}

    /// A callback begins.
    default void callbackBegin(Handle handle) {}

    /// A callback ended.
    default void callbackEnd(Handle handle) {}

    /// `task` became an owner of `target`.
    default void owned(Task<?> task, WaitTarget target) {}

    /// `task` is no longer an owner of `target`.
    default void released(Task<?> task, WaitTarget target) {}

    /// A job for another thread was made, by `by` if a task made it, on whose stack this is called.
    default void jobHandedOut(@Nullable Task<?> by) {}

    /// Another thread handed something to the running loop. The one method that is called on that thread, at any time.
    default void handedIn() {}

    /// A pass of the loop begins.
    default void passBegin(EventLoop loop) {}

    /// A pass of the loop ended.
    default void passEnd(EventLoop loop) {}
}
