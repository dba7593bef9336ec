package asyncio4j.sync;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ErrorContext;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.spi.Waits;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The resources of a pool that are being closed, each by a task of its own. Loop only.
final class PoolClosings<T> {
    private final PoolOptions<T> options;
    private final Runnable freePlace; // when one is closed
    private final Set<Closing> unfinished = new LinkedHashSet<>();
    private long count; // ended

    PoolClosings(PoolOptions<T> options, Runnable freePlace) {
        this.options = options;
        this.freePlace = freePlace;
    }

    long count() {
        return count;
    }

    /// One resource that is being closed. States: to begin, begun, ended; a task that is cancelled before its first
    /// step,
    /// as with all tasks at the end of `run`, is followed by another: that must not keep the resource open.
    final class Closing {
        private final PoolSlot<T> slot;
        private Task<Void> task;
        private boolean begun;

        private Closing(PoolSlot<T> slot) {
            this.slot = slot;
            task = newTask();
        }

        private Task<Void> newTask() {
            Task<Void> next = Asyncio.createTask("close of pool \"" + options.name() + "\"", this::run);
            next.addDoneCallback(_ -> {
                if (begun) {
                    unfinished.remove(this);
                } else {
                    task = newTask();
                }
            });
            return next;
        }

        private void run() {
            begun = true;
            try {
                close(slot);
            } finally {
                count++;
                freePlace.run();
            }
        }

        /// Waits until it has ended, or the caller is cancelled.
        void await() {
            while (!ended()) {
                Asyncio.wait(List.of(task), ReturnWhen.ALL_COMPLETED);
            }
        }

        private boolean ended() {
            return begun && task.isDone();
        }
    }

    /// Begins to close a resource.
    Closing begin(PoolSlot<T> slot) {
        var closing = new Closing(slot);
        unfinished.add(closing);
        return closing;
    }

    private void close(PoolSlot<T> slot) {
        try {
            Asyncio.timeout(options.closeTimeout(), () -> options.closer().accept(slot.value));
        } catch (Throwable e) {
            Throwable failure = Waits.settled(e);
            if (failure instanceof CancelledError || Locked.isFatal(failure)) {
                throw Locked.undeclared(failure);
            }
            String message = "closing a resource of pool \"" + options.name() + "\" failed";
            Waits.report(new ErrorContext(message, failure, null, null));
        }
    }

    /// Waits until all are closed; see [#await(Collection)].
    void await() {
        Task<?> me = Asyncio.currentTask();
        await(unfinished.stream().filter(c -> c.task != me).toList()); // a closer that closes the pool waits for others
    }

    /// Waits until these have ended; a cancellation is raised after that. In a callback it does not wait.
    void await(Collection<Closing> closings) {
        Task<?> me = Asyncio.currentTask();
        CancelledError cancelled = null;
        while (me != null && !closings.stream().allMatch(Closing::ended)) {
            List<Task<Void>> tasks = closings.stream().map(c -> c.task).toList();
            try {
                Asyncio.wait(tasks, ReturnWhen.ALL_COMPLETED);
            } catch (CancelledError e) {
                if (me.loop().isClosed()) {
                    throw e;
                }
                cancelled = e;
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }
}
