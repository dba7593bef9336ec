package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.iter.AsyncGenerator.Fn;
import asyncio4j.iter.AsyncGenerator.Producer;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Producers that read their source in tasks of their own. They start with the first value asked for, and have ended,
/// cancelled if need be, before the producer ends.
@SuppressWarnings("NullAway") // it takes a T of Iterable<T> for nullable
final class Pumps {
    private Pumps() {}

    /// What is done at the end of a block; what it throws does not hide what the block threw.
    private interface Ending extends AutoCloseable {
        @Override
        void close();
    }

    static <T extends @Nullable Object> Producer<T> buffer(AsyncGenerator<T> source, int n) {
        return y -> {
            var queue = new AsyncQueue<T>(n);
            Task<Void> pump = pump(source, queue);
            try (Ending _ = () -> stop(List.of(pump))) {
                for (T v : queue) {
                    y.emit(v);
                }
                pump.await();
            }
        };
    }

    private static <T extends @Nullable Object> Task<Void> pump(AsyncGenerator<? extends T> source, AsyncQueue<T> to) {
        return createTask(() -> {
            try {
                for (T v : source) {
                    to.put(v);
                }
            } finally {
                to.shutdown();
            }
        });
    }

    static <T extends @Nullable Object, R extends @Nullable Object> Producer<R> mapConcurrent(
            AsyncGenerator<T> source, int limit, Fn<? super T, ? extends R> fn) {
        return y -> {
            var permits = new AsyncSemaphore(limit);
            var started = new AsyncQueue<Task<R>>();
            Set<Task<?>> running = new LinkedHashSet<>();
            Task<Void> pump = createTask(() -> {
                try {
                    permits.acquire();
                    for (T v : source) {
                        Task<R> t = createTask(() -> fn.apply(v));
                        running.add(t);
                        started.putNowait(t);
                        permits.acquire();
                    }
                } finally {
                    started.shutdown();
                }
            });
            running.add(pump);
            try (Ending _ = () -> stop(running)) {
                for (Task<R> t : started) {
                    R result = t.await();
                    running.remove(t);
                    permits.release();
                    y.emit(result);
                }
                pump.await();
            }
        };
    }

    /// The end of one source of several.
    private record End(@Nullable Throwable failure) {}

    static <T extends @Nullable Object> Producer<T> merge(List<? extends AsyncGenerator<? extends T>> sources) {
        return y -> {
            var queue = new AsyncQueue<@Nullable Object>(1); // of values and Ends
            List<Task<?>> pumps = new ArrayList<>();
            try (Ending _ = () -> closeAll(sources);
                    Ending _ = () -> stop(pumps)) {
                for (AsyncGenerator<? extends T> source : sources) {
                    pumps.add(createTask(() -> drain(source, queue)));
                }
                for (int left = sources.size(); left > 0; ) {
                    Object item = queue.get();
                    if (!(item instanceof End ended)) {
                        y.emit(Items.unmask(item, queue));
                    } else if (ended.failure != null) {
                        throw AsyncGenerator.rethrow(ended.failure);
                    } else {
                        left--;
                    }
                }
            }
        };
    }

    private static void drain(AsyncGenerator<?> source, AsyncQueue<@Nullable Object> to) {
        Throwable failure = null;
        try {
            for (Object v : source) {
                to.put(v);
            }
        } catch (Exception | Error e) {
            if (currentTask().cancelling() > 0) {
                throw e; // nobody asks any more
            }
            failure = e;
        }
        to.put(new End(failure));
    }

    static void closeAll(List<? extends AsyncGenerator<?>> sources) {
        Throwable failure = null;
        for (AsyncGenerator<?> source : sources) {
            try {
                source.close();
            } catch (Exception | Error e) {
                failure = Items.first(failure, e);
            }
        }
        if (failure != null) {
            throw AsyncGenerator.rethrow(failure);
        }
    }

    /// Cancels what still runs and waits until it has ended, even if the caller is cancelled meanwhile; then throws
    /// what that threw.
    private static void stop(Collection<? extends Task<?>> tasks) {
        var live = new ArrayList<Task<?>>();
        for (Task<?> t : tasks) {
            if (!t.isDone() && t.cancel()) { // one that failed already stays unseen, and is reported
                live.add(t);
            }
        }
        Throwable failure = null;
        for (Task<?> t : live) {
            while (!t.isDone()) {
                try {
                    Asyncio.wait(List.of(t), ReturnWhen.ALL_COMPLETED);
                } catch (CancelledError e) {
                    failure = Items.first(failure, e);
                }
            }
            for (Throwable e : failures(t)) {
                failure = Items.first(failure, e);
            }
        }
        if (failure != null) {
            throw AsyncGenerator.rethrow(failure);
        }
    }

    private static Throwable[] failures(Task<?> ended) {
        try {
            Throwable e = ended.exception();
            return e == null ? new Throwable[0] : new Throwable[] {e};
        } catch (CancelledError e) {
            return e.getSuppressed(); // what its try-with-resources met
        }
    }
}
