package asyncio4j.sync;

import asyncio4j.Awaitable;
import asyncio4j.DeadlockException;
import asyncio4j.Outcome;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A value that is computed when it is first asked for, once.
///
/// ```java
/// final AsyncOnce<Config> config = new AsyncOnce<>(() -> download("config"));
/// use(config.get());
/// ```
///
/// The first task that asks computes it; others wait meanwhile. A failure leaves `get` of the task that computed and is
/// not kept: the next that waits, or comes, tries again. So does the next when the computing task is cancelled.
///
/// Threads: the tasks of one loop.
///
/// @param <T> the value
/// @since 0.1
public final class AsyncOnce<T extends @Nullable Object> implements WaitTarget {
    private final @Nullable String name;
    private final WaitQueue waiting = new WaitQueue(this);
    private @Nullable Awaitable<? extends T> compute; // until it is done; loop only
    private @Nullable T value;
    private @Nullable Task<?> owner; // who computes; read racily by observers
    private long since; // when it began: time of the pass

    /// @param compute makes the value, in the task that asks first
    public AsyncOnce(Awaitable<? extends T> compute) {
        this(null, compute);
    }

    /// With a name, which messages about deadlocks show.
    public AsyncOnce(@Nullable String name, Awaitable<? extends T> compute) {
        this.name = name;
        this.compute = Objects.requireNonNull(compute, "compute");
    }

    /// The value, at once when it is there; else computes it, or suspends while another task does.
    ///
    /// What the computation throws leaves as it is.
    ///
    /// @throws DeadlockException if the computation asks for the value itself
    @SuppressWarnings("NullAway") // null may be a T
    public T get() {
        Awaitable<? extends T> how = compute;
        if (how != null) {
            Task<?> me = Waits.currentTask();
            if (owner == me) {
                throw new DeadlockException(
                        "deadlock: task \"" + me.name() + "\" waits for " + name() + ", which it is computing itself");
            }
            if (owner != null || !waiting.isEmpty()) {
                waiting.await(this::passOn);
            }
            if (!isDone()) {
                make(how, me);
            }
        }
        return value;
    }

    private void passOn() {
        if (!isDone() && owner == null) {
            waiting.grantFirst();
        }
    }

    private void make(Awaitable<? extends T> how, Task<?> me) {
        owner = me;
        since = Waits.owned(me, this);
        try {
            value = how.await();
            compute = null;
        } catch (Exception e) {
            new Outcome.Failure<T>(e).get(); // throws it, undeclared
        } finally {
            owner = null;
            Waits.released(me, this);
            if (isDone()) {
                waiting.grantAll();
            } else {
                waiting.grantFirst();
            }
        }
    }

    /// Whether the value is there, so that [#get()] does not suspend.
    public boolean isDone() {
        return compute == null;
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String name() {
        return name == null ? "AsyncOnce.get" : "once \"" + name + "\"";
    }

    @Override
    public Collection<? extends Task<?>> owners() {
        Task<?> o = owner;
        return o == null ? List.of() : List.of(o);
    }

    @Override
    public String relation(Task<?> computing) {
        double ms = (Waits.nanos(computing) - since) / 1e6;
        return " computed by task \"" + computing.name() + "\" since " + Math.max(0, Math.round(ms)) + " ms";
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        return waiting.tasks();
    }

    @Override
    public String toString() {
        Task<?> o = owner;
        return "AsyncOnce[" + (name == null ? "" : name + ", ")
                + (isDone() ? "done" : o != null ? "computed by " + o.name() : "not begun")
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
