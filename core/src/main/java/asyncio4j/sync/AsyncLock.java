package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Mutual exclusion between tasks: owned by one, fair, not re-entrant (see [AsyncRLock]).
///
/// Needed only around code that suspends: between two suspension points nothing else of the loop runs anyway.
///
/// ```java
/// AsyncLock stock = new AsyncLock("stock");
/// try (var _ = stock.hold()) {
///     int n = read();
///     sleep(millis(10));
///     write(n - 1);
/// }
/// ```
///
/// Threads: the tasks of one loop.
///
/// @since 0.1
public sealed class AsyncLock implements WaitTarget permits AsyncRLock {
    private final @Nullable String name;
    private final WaitQueue waiting = new WaitQueue(this);
    private @Nullable Task<?> owner; // loop only, read racily by observers
    private long since; // when it was acquired: time of the pass

    /// Without a name.
    public AsyncLock() {
        this(null);
    }

    /// With a name, which messages about deadlocks show.
    public AsyncLock(@Nullable String name) {
        this.name = name;
    }

    /// Suspends until the calling task owns the lock; at once when it is free and nobody waits.
    ///
    /// @throws DeadlockException if the calling task owns it already
    public void acquire() {
        Task<?> me = Waits.currentTask();
        if (owner == me) {
            again(me);
        } else if (owner == null && waiting.isEmpty()) {
            own(me);
        } else {
            waiting.await(this::passOn);
            own(me);
        }
    }

    private void passOn() {
        if (owner == null) {
            waiting.grantFirst();
        }
    }

    private void own(Task<?> me) {
        owner = me;
        since = Waits.owned(me, this);
    }

    /// The owner acquires it once more.
    void again(Task<?> me) {
        throw new DeadlockException("deadlock: task \"" + me.name() + "\" waits for " + name()
                + ", which it holds itself; release it first, or use an AsyncRLock");
    }

    /// Gives the lock up; the first that waits gets it next.
    ///
    /// @throws IllegalStateException if the calling task does not own it
    public void release() {
        free(ownedByMe("release"));
    }

    /// The calling task, which owns the lock.
    final Task<?> ownedByMe(String what) {
        Task<?> me = Waits.currentTask();
        if (owner != me) {
            throw new IllegalStateException(what + ": " + name()
                    + (owner == null ? " is not held" : " is held by another task, \"" + owner.name() + "\""));
        }
        return me;
    }

    final void free(Task<?> me) {
        owner = null;
        Waits.released(me, this);
        waiting.grantFirst();
    }

    /// Whether a task owns it.
    public boolean locked() {
        return owner != null;
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    /// Whether the calling task owns it.
    final boolean mine() {
        return owner != null && owner == Waits.currentTask();
    }

    /// Gives up every hold of the calling task and returns how many there were, for [#retake].
    int releaseAll() {
        release();
        return 1;
    }

    /// Acquires what [#releaseAll] gave up.
    void retake(int holds) {
        acquire();
    }

    /// Acquires the lock, to be released by closing.
    public Hold hold() {
        acquire();
        return Locked.hold(this::release);
    }

    /// Runs `body` while the calling task owns the lock.
    public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquire();
        return Locked.run(body, this::release);
    }

    /// The void form of [#with(Awaitable)].
    public void with(Action body) {
        with(Asyncio.action(body));
    }

    @Override
    public String name() {
        return name == null ? kind() : kind() + " \"" + name + "\"";
    }

    String kind() {
        return "lock";
    }

    @Override
    public Collection<? extends Task<?>> owners() {
        Task<?> o = owner;
        return o == null ? List.of() : List.of(o);
    }

    @Override
    public boolean ownersMayWait() {
        Task<?> o = owner;
        return o != null && (o.isDone() || Waits.waitingOn(o) != null);
    }

    @Override
    public boolean outlivesOwner() {
        return true;
    }

    @Override
    public OptionalLong ownedSince() {
        return owner == null ? OptionalLong.empty() : OptionalLong.of(since);
    }

    @Override
    public String relation(Task<?> holder) {
        double ms = (Waits.nanos(holder) - since) / 1e6;
        return " held by task \"" + holder.name() + "\" since " + Math.max(0, Math.round(ms)) + " ms";
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        return waiting.tasks();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (name == null ? "" : name + ", ")
                + (owner == null ? "unlocked" : "locked by " + owner.name())
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
