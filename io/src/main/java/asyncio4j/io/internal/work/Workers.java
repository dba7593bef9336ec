package asyncio4j.io.internal.work;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Daemon threads for one kind of blocking call, shared by all loops.
///
/// At most `limit` jobs run that somebody waits for; the others stand in line. A job whose waiter was cancelled
/// is never interrupted (that would close channels): it runs to its end, and does not count any more. Without
/// locks, because tasks hand jobs in. Any thread.
public final class Workers {
    /// For calls on files: `asyncio4j-file-N`.
    ///
    /// Many, because a call may block for long without using the disk: a pipe in the file system.
    public static final Workers FILES =
            new Workers("file", Math.max(32, 4 * Runtime.getRuntime().availableProcessors()));

    /// For look-ups of host names: `asyncio4j-dns-N`.
    public static final Workers NAMES = new Workers("dns", 16);

    /// For starting child processes: `asyncio4j-start-N`.
    public static final Workers STARTS = new Workers("start", 8);

    private static final int IDLE_SECONDS = 5;

    private final Executor threads;
    private final AtomicInteger free; // places for jobs that are waited for
    private final ConcurrentLinkedQueue<Job<?>> line = new ConcurrentLinkedQueue<>();

    Workers(String kind, int limit) {
        free = new AtomicInteger(limit);
        var factory = Thread.ofPlatform()
                .name("asyncio4j-" + kind + "-", 1)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .factory();
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /// Whether the caller may suspend.
    public static boolean inTask() {
        try {
            Waits.currentTask();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /// Suspends the calling task until `body` has run; what it throws, this throws.
    ///
    /// @throws IllegalStateException outside a task
    public <T extends @Nullable Object> T run(Callable<? extends T> body) {
        return await(new Job<T>(body));
    }

    /// As [#run], and what `body` made is undone by `undo`, on a worker, if the calling task is cancelled
    /// meanwhile.
    ///
    /// The cancelled task waits for that, but at most for `patience`.
    public <T> T run(Callable<? extends T> body, Consumer<? super T> undo, Duration patience) {
        var settled = new CompletableFuture<@Nullable Void>();
        var job = new Job<T>(body) {
            @Override
            void unwanted(T value) {
                hand(new Job<>(() -> {
                    undo.accept(value);
                    settled.complete(null);
                    return value;
                }));
            }

            @Override
            void nothing() {
                settled.complete(null);
            }
        };
        try {
            return await(job);
        } catch (CancelledError e) {
            if (!settled.isDone()) {
                try {
                    Asyncio.waitFor(() -> Asyncio.await(settled), patience);
                } catch (AsyncTimeoutException late) {
                    // it is undone all the same, when it can be
                }
            }
            throw e;
        }
    }

    /// As [#run], of a job with hooks. Cancelled, a job that has not begun is dropped; one that runs is left to
    /// itself.
    <T extends @Nullable Object> T await(Job<T> job) {
        Waits.currentTask(); // refuses other places, before anything has begun
        AsyncFuture<T> end = Asyncio.wrapFuture(job.end);
        hand(job);
        try {
            return end.await();
        } catch (CancelledError e) {
            if (end.isDone() && !end.isCancelled()) {
                end.exception(); // seen: nobody else will look
            }
            if (job.abandon()) {
                leave();
            }
            throw e;
        }
    }

    /// Hands `job` in; one that must run in any case does not stand in line.
    void hand(Job<?> job) {
        if (job.certain()) {
            start(job, () -> {});
        } else {
            line.add(job);
            advance();
        }
    }

    private void advance() {
        while (!line.isEmpty() && takePlace()) {
            Job<?> job = line.poll();
            if (job == null || job.revoked()) {
                free.incrementAndGet();
                continue;
            }
            if (!start(job, this::leave)) {
                free.incrementAndGet();
            }
        }
    }

    private boolean takePlace() {
        int n;
        do {
            n = free.get();
            if (n <= 0) {
                return false;
            }
        } while (!free.compareAndSet(n, n - 1));
        return true;
    }

    /// Has a thread run `job`; false if there is none: the job has failed then.
    ///
    /// @param leave called when `job` ends and was not given up before
    private boolean start(Job<?> job, Runnable leave) {
        try {
            threads.execute(() -> {
                if (job.run()) {
                    leave.run();
                }
            });
            return true;
        } catch (Throwable e) { // no more threads
            job.fail(e);
            return false;
        }
    }

    /// A job gave up its place.
    private void leave() {
        free.incrementAndGet();
        advance();
    }
}
