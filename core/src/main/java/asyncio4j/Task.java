package asyncio4j;

import org.jspecify.annotations.Nullable;

/// A coroutine that its loop runs, interleaved with others at their suspension points.
///
/// A task keeps itself alive until it ends. A failure that nobody looks at is reported once to the loop's exception
/// handler ("Task exception was never retrieved").
///
/// ```java
/// Task<String> t = createTask("fetch", () -> fetch(url));
/// ...
/// t.cancel("not needed any more");
/// ```
///
/// @param <T> the result's type
/// @since 0.1
public interface Task<T extends @Nullable Object> extends AsyncFuture<T> {
    /// The name given at creation, else `Task-1`, `Task-2` ... per loop. Any thread.
    String name();

    /// Renames this task.
    void setName(String name);

    /// Requests cancellation: [CancelledError] is raised in the body at its next suspension point.
    ///
    /// A task that has not begun ends without running its body. A body may clean up, awaiting included, and
    /// even swallow the request. On the SCHEDULER engine a task blocked in JDK code is interrupted.
    ///
    /// @return false when already done
    @Override
    boolean cancel();

    /// As [#cancel()]; [CancelledError#message()] will be `msg`.
    @Override
    boolean cancel(@Nullable String msg);

    /// How many cancellation requests have not been taken back by [#uncancel()].
    int cancelling();

    /// Takes one cancellation request back and returns how many remain; at zero a request not yet raised is dropped.
    int uncancel();

    /// The context this task runs in.
    Context context();

    /// Where the task is suspended now, innermost frame first; empty when done or not begun. Any thread, and the
    /// calling task itself.
    StackTraceElement[] stack();

    /// Not for tasks.
    ///
    /// @throws UnsupportedOperationException always
    @Override
    void setResult(T value);

    /// Not for tasks.
    ///
    /// @throws UnsupportedOperationException always
    @Override
    void setException(Throwable failure);
}
