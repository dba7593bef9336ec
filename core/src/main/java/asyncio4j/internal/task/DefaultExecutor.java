package asyncio4j.internal.task;

import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.LoopJob;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The executor behind `toThread` and `runInExecutor(null, ...)`: made at the first use, as large as asyncio's. Loop
/// only.
final class DefaultExecutor {
    private static final int THREADS = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    private static final ThreadFactory FACTORY = Thread.ofPlatform()
            .name("asyncio4j-worker-", 1)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .factory();

    private final EventLoopImpl loop;
    private @Nullable ExecutorService executor;
    private boolean shutDown;
    private int handingIn; // jobs on their way to the executor

    DefaultExecutor(EventLoopImpl loop) {
        this.loop = loop;
    }

    ExecutorService get() {
        if (shutDown) {
            throw new IllegalStateException("Executor shutdown has been called");
        }
        ExecutorService e = executor;
        if (e == null) {
            var pool = new ThreadPoolExecutor(
                    THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FACTORY);
            pool.allowCoreThreadTimeOut(true);
            executor = pool;
            e = pool;
        }
        return e;
    }

    /// Hands `job` in a turn later, on another stack: the locks of a pool must not suspend the calling task.
    void handIn(ExecutorJob<?> job) {
        ExecutorService pool = get();
        handingIn++;
        loop.core.addWork(() -> {
            try {
                pool.execute(job);
            } catch (RejectedExecutionException e) {
                job.failed(e);
            } finally {
                handingIn--;
            }
        });
    }

    void set(ExecutorService e) {
        Objects.requireNonNull(e, "executor");
        if (shutDown) {
            throw new IllegalStateException("Executor shutdown has been called");
        }
        executor = e;
    }

    boolean inUse() {
        return executor != null && !shutDown;
    }

    /// Shuts it down and waits for its jobs: suspending in a task, blocking elsewhere.
    void shutdown(@Nullable Duration timeout) {
        shutDown = true;
        ExecutorService e = executor;
        if (e == null) {
            return;
        }
        boolean ended = Strand.current() == null ? awaitHere(e, timeout) : awaitSuspended(e, timeout);
        if (!ended) {
            Reports.LOG.log(
                    System.Logger.Level.WARNING,
                    "The executor did not finish joining its threads within "
                            + Durations.text(Objects.requireNonNull(timeout)));
        }
    }

    private boolean awaitSuspended(ExecutorService e, @Nullable Duration timeout) {
        TaskImpl<?> task = TaskImpl.current();
        while (handingIn > 0) {
            task.yieldNow();
        }
        FutureImpl<Boolean> end = loop.newFuture();
        loop.standstill.begun();
        end.whenEnded((LoopJob) loop.standstill::ended);
        Thread waiter = FACTORY.newThread(() -> {
            boolean ended = awaitHere(e, timeout);
            loop.core.submit((LoopJob) () -> {
                if (!end.isDone()) {
                    end.succeed(ended);
                }
            });
        });
        waiter.start();
        try {
            Shield.awaitEnd(task, end, "the default executor's jobs");
        } finally {
            waiter.interrupt();
        }
        return end.outcome();
    }

    private static boolean awaitHere(ExecutorService e, @Nullable Duration timeout) {
        e.shutdown();
        long nanos = timeout == null ? Durations.NEVER : Durations.nanos(timeout);
        try {
            return e.awaitTermination(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return e.isTerminated();
        }
    }

    /// The loop closes: no more jobs; those that run are not waited for.
    void close() {
        shutDown = true;
        if (executor != null) {
            executor.shutdown();
        }
    }
}
