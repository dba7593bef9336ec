package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A lock that several tasks hold for reading, or one for writing.
///
/// ```java
/// AsyncRWLock prices = new AsyncRWLock("prices");
/// try (var _ = prices.read()) {
///     show(load());
/// }
/// prices.withWrite(() -> store(fetch()));
/// ```
///
/// Fair: first come, first served; readers that stand next to each other go on together, and a reader that comes after
/// a waiting writer waits for it. So neither side starves.
///
/// Not re-entrant: a task that holds it in any way and acquires it again gets a [DeadlockException] at once. A reader
/// cannot become a writer (two that try would wait for each other): release first, and look again at what you read.
/// A writer becomes a reader with [#downgrade()].
///
/// Threads: the tasks of one loop.
///
/// @since 0.1
public final class AsyncRWLock implements WaitTarget {
    private final @Nullable String name;
    private final WaitQueue waiting = new WaitQueue(this); // of Turns
    private final Readers readers = new Readers();
    private @Nullable Task<?> writer; // loop only, read racily by observers, as is all below
    private long since; // when the writer acquired it: time of the pass
    private int readsDue; // readers that were granted their turn and have not gone on
    private boolean writeDue; // a writer was

    /// Without a name.
    public AsyncRWLock() {
        this(null);
    }

    /// With a name, which messages about deadlocks show.
    public AsyncRWLock(@Nullable String name) {
        this.name = name;
    }

    /// One wait. A writer waits for those who hold the lock; a reader for the writer, or the writers ahead of it, which
    /// in turn wait for the readers.
    private final class Turn implements WaitTarget {
        private final Task<?> task;
        private final boolean write;

        Turn(Task<?> task, boolean write) {
            this.task = task;
            this.write = write;
        }

        @Override
        public String name() {
            return AsyncRWLock.this.name() + (write ? " (to write)" : " (to read)");
        }

        @Override
        public WaitTarget origin() {
            return AsyncRWLock.this;
        }

        @Override
        public Collection<? extends Task<?>> owners() {
            if (write || writer != null) {
                return AsyncRWLock.this.owners();
            }
            var ahead = new ArrayList<Task<?>>();
            for (WaitTarget t : waiting.ahead(this)) {
                if (t instanceof Turn turn && turn.write) {
                    ahead.add(turn.task);
                }
            }
            return ahead;
        }

        /// Those ahead are stuck only if one who holds the lock is.
        @Override
        public boolean ownersMayWait() {
            for (Task<?> holder : AsyncRWLock.this.owners()) {
                WaitTarget target = Waits.waitingOn(holder);
                if (holder.isDone() || target != null && !target.owners().isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean outlivesOwner() {
            return true;
        }

        @Override
        public String relation(Task<?> owner) {
            return AsyncRWLock.this.relation(owner);
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return waiting.tasks();
        }
    }

    // ---- acquiring ----

    /// Suspends until the calling task may read; at once when nobody writes or waits to.
    ///
    /// @throws DeadlockException if the calling task holds the lock already
    public void acquireRead() {
        Task<?> me = Waits.currentTask();
        refuseAgain(me, "read");
        if (writer != null || writeDue || waiting.waiting() > 0) {
            await(new Turn(me, false));
        }
        readers.add(me, Waits.owned(me, this));
    }

    /// Suspends until the calling task is the only one that holds the lock; at once when it is free and nobody waits.
    ///
    /// @throws DeadlockException if the calling task holds the lock already
    public void acquireWrite() {
        Task<?> me = Waits.currentTask();
        refuseAgain(me, "write");
        if (locked() || !waiting.isEmpty()) {
            await(new Turn(me, true));
        }
        writer = me;
        since = Waits.owned(me, this);
    }

    private void refuseAgain(Task<?> me, String what) {
        boolean writes = writer == me;
        if (writes || readers.contains(me)) {
            throw new DeadlockException("deadlock: task \"" + me.name() + "\" waits for " + name() + " (to " + what
                    + "), which it holds itself (" + (writes ? "write" : "read") + "); release it first"
                    + (writes && what.equals("read") ? ", or use downgrade()" : ""));
        }
    }

    private void await(Turn turn) {
        try {
            waiting.await(turn, () -> due(turn));
        } catch (Throwable e) {
            grant(); // whoever stood behind it may be able to go on now
            throw e;
        }
        due(turn);
    }

    /// A turn that was granted is taken or given up.
    private void due(Turn turn) {
        if (turn.write) {
            writeDue = false;
        } else {
            readsDue--;
        }
    }

    /// Lets those go on that can, in order.
    private void grant() {
        while (waiting.next() instanceof Turn next && writer == null && !writeDue) {
            if (next.write && (readsDue > 0 || !readers.isEmpty())) {
                return;
            }
            waiting.grantFirst();
            if (next.write) {
                writeDue = true;
            } else {
                readsDue++;
            }
        }
    }

    // ---- releasing ----

    /// Ends reading.
    ///
    /// @throws IllegalStateException if the calling task does not hold the lock for reading
    public void releaseRead() {
        Task<?> me = Waits.currentTask();
        if (!readers.remove(me)) {
            throw notMine("releaseRead", me);
        }
        freed(me);
    }

    /// Ends writing; those who wait go on next.
    ///
    /// @throws IllegalStateException if the calling task does not hold the lock for writing
    public void releaseWrite() {
        Task<?> me = Waits.currentTask();
        if (writer != me) {
            throw notMine("releaseWrite", me);
        }
        writer = null;
        freed(me);
    }

    private void freed(Task<?> me) {
        Waits.released(me, this);
        grant();
    }

    /// Makes the writer a reader: no other writer comes in between, and readers that wait next go on with it.
    ///
    /// @throws IllegalStateException if the calling task does not hold the lock for writing
    public void downgrade() {
        Task<?> me = Waits.currentTask();
        if (writer != me) {
            throw notMine("downgrade", me);
        }
        readers.add(me, since);
        writer = null;
        grant();
    }

    private void release() {
        if (writer == Waits.currentTask()) {
            releaseWrite();
        } else {
            releaseRead();
        }
    }

    private IllegalStateException notMine(String what, Task<?> me) {
        Task<?> w = writer;
        String why = w == me
                ? " is held for writing by this task"
                : readers.contains(me)
                        ? " is held for reading by this task"
                        : w != null
                                ? " is held by another task, \"" + w.name() + "\""
                                : readers.isEmpty() ? " is not held" : " is held by other tasks";
        return new IllegalStateException(what + ": " + name() + why);
    }

    // ---- blocks ----

    /// Acquires the lock for reading, to be released by closing.
    public Hold read() {
        acquireRead();
        return Locked.hold(this::release);
    }

    /// Acquires the lock for writing, to be released by closing, also after [#downgrade()].
    public Hold write() {
        acquireWrite();
        return Locked.hold(this::release);
    }

    /// Runs `body` while the calling task may read.
    public <T extends @Nullable Object> T withRead(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquireRead();
        return Locked.run(body, this::release);
    }

    /// The void form of [#withRead(Awaitable)].
    public void withRead(Action body) {
        withRead(Asyncio.action(body));
    }

    /// Runs `body` while the calling task is the only one that holds the lock.
    public <T extends @Nullable Object> T withWrite(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquireWrite();
        return Locked.run(body, this::release);
    }

    /// The void form of [#withWrite(Awaitable)].
    public void withWrite(Action body) {
        withWrite(Asyncio.action(body));
    }

    // ---- asking ----

    /// Whether any task reads or writes.
    public boolean locked() {
        return writer != null || !readers.isEmpty();
    }

    /// Whether a task writes.
    public boolean writing() {
        return writer != null;
    }

    /// How many tasks read.
    public int reading() {
        return readers.count();
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String name() {
        return name == null ? "rwlock" : "rwlock \"" + name + "\"";
    }

    @Override
    public Collection<? extends Task<?>> owners() {
        Task<?> w = writer;
        return w == null ? readers.tasks() : List.of(w);
    }

    @Override
    public boolean outlivesOwner() {
        return true;
    }

    @Override
    public String relation(Task<?> owner) {
        boolean writes = writer == owner;
        if (!writes && !readers.tasks().contains(owner)) {
            return " behind task \"" + owner.name() + "\", which came first (to write)";
        }
        long from = writes ? since : readers.since(owner);
        double ms = (Waits.nanos(owner) - from) / 1e6;
        return " held by task \"" + owner.name() + "\" (" + (writes ? "write" : "read") + ") since "
                + Math.max(0, Math.round(ms)) + " ms";
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        return waiting.tasks();
    }

    @Override
    public String toString() {
        Task<?> w = writer;
        return "AsyncRWLock[" + (name == null ? "" : name + ", ")
                + (w != null ? "written by " + w.name() : readers.isEmpty() ? "unlocked" : "readers:" + reading())
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
