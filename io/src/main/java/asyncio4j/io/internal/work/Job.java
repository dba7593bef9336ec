package asyncio4j.io.internal.work;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One blocking call.
///
/// States: new, running, ended or failed; revoked when its waiter was cancelled before it began; left when its
/// waiter was cancelled while it ran. The waiter's loop and the worker settle by compare-and-set who goes
/// first. Any thread.
class Job<T extends @Nullable Object> {
    private enum State {
        NEW,
        RUNNING,
        ENDED,
        FAILED,
        REVOKED,
        LEFT
    }

    private final Callable<? extends T> body;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private @Nullable Object result; // written by the worker before it leaves RUNNING
    final CompletableFuture<T> end = new CompletableFuture<>();

    Job(Callable<? extends T> body) {
        this.body = body;
    }

    /// Called once, when the job no longer runs and never will; before anybody hears of its result.
    void over() {}

    /// Whether it must run even if its waiter goes away.
    boolean certain() {
        return false;
    }

    /// Called once with a result that nobody will take, on the worker or on the loop.
    void unwanted(T value) {}

    /// Called once if it was given up and there is no result: it never began, or failed.
    void nothing() {}

    final boolean revoked() {
        return state.get() == State.REVOKED;
    }

    /// Runs it; whether it held its place up to its end. On a worker.
    final boolean run() {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            return true;
        }
        T value;
        try {
            value = body.call();
        } catch (Throwable e) {
            over();
            return failed(e);
        }
        over();
        result = value;
        if (state.compareAndSet(State.RUNNING, State.ENDED)) {
            end.complete(value);
            return true;
        }
        unwanted(value);
        return false;
    }

    private boolean failed(Throwable e) {
        boolean wanted = state.compareAndSet(State.RUNNING, State.FAILED);
        end.completeExceptionally(e);
        if (!wanted) {
            nothing();
        }
        return wanted;
    }

    /// It cannot run.
    final void fail(Throwable e) {
        if (state.compareAndSet(State.NEW, State.FAILED)) {
            over();
            end.completeExceptionally(e);
        }
    }

    /// The waiter goes away; whether that makes a running job give up its place. On the loop.
    final boolean abandon() {
        if (certain()) {
            return false;
        }
        if (state.compareAndSet(State.NEW, State.REVOKED)) {
            over();
            nothing();
            return false;
        }
        if (state.compareAndSet(State.RUNNING, State.LEFT)) {
            return true;
        }
        if (state.get() == State.ENDED) {
            unwanted(value());
        } else {
            nothing();
        }
        return false;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a T, once it has ended
    private T value() {
        return (T) result;
    }
}
