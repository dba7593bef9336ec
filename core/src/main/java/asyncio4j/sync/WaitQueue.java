package asyncio4j.sync;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The one queue under everything here: tasks that wait, first come first served. Loop only, of the loop that waited
/// first.
///
/// A waiter is waiting, then granted (its turn has come; it stays at its place until it has gone on), or gone. A waiter
/// that is cancelled leaves at once, so that nobody grants it anything; one that is cancelled after it was granted
/// learns it when it goes on, and whoever called [#await] passes the turn on.
final class WaitQueue {
    private final WaitTarget shown; // what observers see
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private @Nullable Waiter next; // the first not granted: all before it are granted, none after it is
    private final WaitCounts counts = new WaitCounts();
    private int size;
    private int ungranted;
    private @Nullable Object loop; // of the first wait

    /// A queue that is `shown` as what its tasks wait for.
    WaitQueue(WaitTarget shown) {
        this.shown = shown;
    }

    /// A queue that nobody owns: anybody may end the wait.
    WaitQueue(String name) {
        this.shown = new Named(name);
    }

    private final class Named implements WaitTarget {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return tasks();
        }
    }

    private final class Waiter implements WaitTarget {
        final Task<?> task;
        final WaitTarget shown;
        boolean granted;
        boolean queued;

        @Nullable
        String message; // of the cancellation that took it out

        @Nullable
        Waiter before;

        @Nullable
        Waiter after;

        Waiter(Task<?> task, WaitTarget shown) {
            this.task = task;
            this.shown = shown;
        }

        @Override
        public boolean cancelWait(@Nullable String message) {
            if (!granted) {
                this.message = message;
                remove(this);
            }
            return false;
        }

        @Override
        public String name() {
            return shown.name();
        }

        @Override
        public Collection<? extends Task<?>> owners() {
            return shown.owners();
        }

        @Override
        public boolean ownersMayWait() {
            return shown.ownersMayWait();
        }

        @Override
        public WaitTarget origin() {
            return shown.origin();
        }

        @Override
        public boolean outlivesOwner() {
            return shown.outlivesOwner();
        }

        @Override
        public WaitTarget subject() {
            return shown;
        }

        @Override
        public OptionalLong ownedSince() {
            return shown.ownedSince();
        }

        @Override
        public String relation(Task<?> owner) {
            return shown.relation(owner);
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return shown.waiters();
        }
    }

    /// Suspends the calling task until it is granted its turn.
    ///
    /// @param lost called when the task was granted its turn and cannot take it: passes it on
    /// @throws IllegalStateException if tasks of another loop have waited here
    void await(Runnable lost) {
        await(shown, lost);
    }

    /// As [#await(Runnable)], shown as `what`, for a queue whose waiters want different things.
    void await(WaitTarget what, Runnable lost) {
        Waiter waiter = new Waiter(Waits.currentTask(), what);
        bind(Waits.loopOf(waiter.task));
        long began = Waits.passTime(waiter.task);
        add(waiter);
        boolean taken = false;
        try {
            while (!waiter.granted) {
                Waits.park(waiter);
                if (!waiter.queued) { // as in asyncio, uncancel() does not put back what cancel() took out
                    throw new CancelledError(waiter.message);
                }
            }
            taken = true;
        } finally {
            remove(waiter);
            counts.ended(taken, Waits.passTime(waiter.task) - began);
            if (!taken && waiter.granted) {
                lost.run();
            }
        }
    }

    private void bind(Object here) {
        if (loop == null) {
            loop = here;
        } else if (loop != here) {
            throw new IllegalStateException(shown.name() + " is bound to a different event loop: between loops, use "
                    + "AsyncChannel, runCoroutineThreadsafe or java.util.concurrent");
        }
    }

    /// Throws on a wrong thread while a task waits here, as granting would: before anything has changed.
    void checkAccess() {
        Waiter w = next;
        if (w != null) {
            Waits.checkAccess(w.task);
        }
    }

    /// Grants the first that waits its turn; false when there is none.
    boolean grantFirst() {
        Waiter w = next;
        if (w == null) {
            return false;
        }
        Waits.unpark(w.task);
        w.granted = true;
        next = w.after;
        ungranted--;
        return true;
    }

    /// As what the first that waits for its turn is shown; null when there is none.
    @Nullable
    WaitTarget next() {
        return next == null ? null : next.shown;
    }

    /// As what those are shown that came before the one shown as `what`. Any thread, a moment late.
    List<WaitTarget> ahead(WaitTarget what) {
        var ahead = new ArrayList<WaitTarget>();
        for (Waiter w = first; w != null && w.shown != what; w = w.after) {
            ahead.add(w.shown);
        }
        return ahead;
    }

    /// Grants everybody that waits.
    void grantAll() {
        while (grantFirst()) {}
    }

    /// Whether nobody waits and nobody granted has still to go on.
    boolean isEmpty() {
        return size == 0;
    }

    /// How many wait or have been granted and not gone on.
    int size() {
        return size;
    }

    /// How many wait for their turn.
    int waiting() {
        return ungranted;
    }

    /// How much was waited here. Any thread, a moment late.
    WaitStatistics statistics() {
        return counts.with(size);
    }

    private void add(Waiter w) {
        w.queued = true;
        w.before = last;
        if (last == null) {
            first = w;
        } else {
            last.after = w;
        }
        last = w;
        if (next == null) {
            next = w;
        }
        size++;
        ungranted++;
    }

    private void remove(Waiter w) {
        if (!w.queued) {
            return;
        }
        w.queued = false;
        if (w == next) {
            next = w.after;
        }
        if (w.before == null) {
            first = w.after;
        } else {
            w.before.after = w.after;
        }
        if (w.after == null) {
            last = w.before;
        } else {
            w.after.before = w.before;
        }
        size--;
        if (!w.granted) {
            ungranted--;
        }
    }

    /// The tasks that wait, next first. Any thread, a moment late.
    List<Task<?>> tasks() {
        var tasks = new ArrayList<Task<?>>();
        for (Waiter w = first; w != null && tasks.size() < 10_000; w = w.after) {
            tasks.add(w.task);
        }
        return tasks;
    }
}
