package asyncio4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A result that will be there later, bound to one loop.
///
/// Threads: `isDone`, `isCancelled`, `get`, `toCompletableFuture`, and `result` / `exception` of a future that is done
/// work everywhere. Everything else belongs to the loop's own tasks and callbacks; other threads get an
/// [IllegalStateException] that names [EventLoop#callSoonThreadsafe].
///
/// ```java
/// AsyncFuture<String> answer = getRunningLoop().createFuture();
/// createTask(() -> { sleep(seconds(1)); answer.setResult("42"); });
/// print(answer.await());
/// ```
///
/// @param <T> the result's type
/// @since 0.1
public interface AsyncFuture<T extends @Nullable Object> extends Awaitable<T>, Future<T> {
    /// Suspends the calling task until this is done and returns the result.
    ///
    /// A failure is thrown as the very instance that was set, checked ones too although they are not declared
    /// (see [#await(Class)]). Cancelling the waiting task cancels this future.
    ///
    /// @throws CancelledError if this future or the calling task was cancelled
    /// @throws IllegalStateException outside a task, or if this future belongs to another loop
    /// @throws DeadlockException if a task awaits itself
    @Override
    T await();

    /// As [#await()]; naming the checked exception lets `catch (X e)` compile.
    ///
    /// @param declared the exception type to declare; nothing is done with it
    default <X extends Exception> T await(Class<X> declared) throws X {
        return await();
    }

    /// The result, without suspending.
    ///
    /// @throws InvalidStateException if not done
    /// @throws CancelledError if cancelled
    T result();

    /// The failure, or null after a success; counts as having looked at it.
    ///
    /// @throws InvalidStateException if not done
    /// @throws CancelledError if cancelled
    @Nullable
    Throwable exception();

    /// Whether there is a result, a failure or a cancellation. Any thread.
    @Override
    boolean isDone();

    /// Whether this was cancelled. Any thread.
    @Override
    boolean isCancelled();

    /// Cancels this; on a [Task], asks it to stop.
    ///
    /// @return false when already done
    boolean cancel();

    /// As [#cancel()], with a message that the [CancelledError] will carry.
    boolean cancel(@Nullable String msg);

    /// The form of `java.util.concurrent.Future`, same as [#cancel()].
    @Override
    default boolean cancel(boolean mayInterrupt) {
        return cancel();
    }

    /// Ends this with a result.
    ///
    /// @throws InvalidStateException when already done
    void setResult(T value);

    /// Ends this with a failure.
    ///
    /// @throws InvalidStateException when already done
    void setException(Throwable failure);

    /// Calls `callback` through [EventLoop#callSoon] once this is done, at once-soon if it is already.
    ///
    /// Callbacks run in the order of adding, outside any task, in a copy of the context current at this call.
    void addDoneCallback(Consumer<? super AsyncFuture<T>> callback);

    /// Takes out every registration of `callback` and returns how many there were.
    int removeDoneCallback(Consumer<? super AsyncFuture<T>> callback);

    /// The loop this belongs to. Any thread.
    EventLoop loop();

    /// A view for code outside asyncio4j. Any thread; cancelling the view cancels this.
    CompletableFuture<T> toCompletableFuture();
}
