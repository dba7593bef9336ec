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
    private final Set<Task<Void>> tasks = new LinkedHashSet<>(); // not ended
    private long count; // ended

    PoolClosings(PoolOptions<T> options, Runnable freePlace) {
        this.options = options;
        this.freePlace = freePlace;
    }

    long count() {
        return count;
    }

    /// Begins to close a resource.
    Task<Void> begin(PoolSlot<T> slot) {
        boolean[] begun = {false};
        Task<Void> task = Asyncio.createTask("close of pool \"" + options.name() + "\"", () -> {
            begun[0] = true;
            try {
                close(slot);
            } finally {
                count++;
                freePlace.run();
            }
        });
        tasks.add(task);
        task.addDoneCallback(_ -> {
            tasks.remove(task);
            if (!begun[0]) { // cancelled with all tasks, before its first step: that must not keep it open
                begin(slot);
            }
        });
        return task;
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
        await(tasks.stream().filter(t -> t != me).toList()); // a closer that closes the pool does not wait for itself
    }

    /// Waits until these have ended; a cancellation is raised after that. In a callback it does not wait.
    void await(Collection<Task<Void>> ends) {
        Task<?> me = Asyncio.currentTask();
        CancelledError cancelled = null;
        while (me != null && !ends.stream().allMatch(Task::isDone)) {
            try {
                Asyncio.wait(List.copyOf(ends), ReturnWhen.ALL_COMPLETED);
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
