package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;

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

    static <T extends @Nullable Object> Producer<T> buffer(AsyncGenerator<T> source, int n) {
        return y -> {
            var queue = new AsyncQueue<T>(n);
            Task<Void> pump = pump(source, queue);
            try {
                for (T v : queue) {
                    y.emit(v);
                }
                pump.await();
            } finally {
                stop(List.of(pump));
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
            try {
                for (Task<R> t : started) {
                    R result = t.await();
                    running.remove(t);
                    permits.release();
                    y.emit(result);
                }
                pump.await();
            } finally {
                stop(running);
            }
        };
    }

    static <T extends @Nullable Object> Producer<T> merge(List<? extends AsyncGenerator<? extends T>> sources) {
        return y -> {
            var queue = new AsyncQueue<T>(1);
            List<Task<?>> pumps = new ArrayList<>();
            int[] left = {sources.size()};
            try {
                for (AsyncGenerator<? extends T> source : sources) {
                    pumps.add(createTask(() -> {
                        try {
                            for (T v : source) {
                                queue.put(v);
                            }
                            left[0]--;
                        } catch (Exception | Error e) {
                            left[0] = 0; // the first failure ends all
                            throw e;
                        } finally {
                            if (left[0] <= 0) {
                                queue.shutdown();
                            }
                        }
                    }));
                }
                if (sources.isEmpty()) {
                    return;
                }
                for (T v : queue) {
                    y.emit(v);
                }
                for (Task<?> pump : pumps) {
                    if (pump.isDone()) {
                        pump.await();
                    }
                }
            } finally {
                stop(pumps);
                closeAll(sources);
            }
        };
    }

    static void closeAll(List<? extends AsyncGenerator<?>> sources) {
        Throwable failure = null;
        for (AsyncGenerator<?> source : sources) {
            try {
                source.close();
            } catch (Exception | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
    }

    /// Cancels what still runs and waits until it has ended, even if the caller is cancelled meanwhile.
    private static void stop(Collection<? extends Task<?>> tasks) {
        var live = new ArrayList<Task<?>>();
        for (Task<?> t : tasks) {
            if (t.cancel()) {
                live.add(t);
            }
        }
        CancelledError cancelled = null;
        for (Task<?> t : live) {
            while (!t.isDone()) {
                try {
                    Asyncio.wait(List.of(t), ReturnWhen.ALL_COMPLETED);
                } catch (CancelledError e) {
                    cancelled = e;
                }
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }
}
