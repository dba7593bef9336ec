package asyncio4j.internal.task;

import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.LoopObserver;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One job on a thread of an executor. Its end is told to the loop as a job of the runtime.
///
/// States: new, running, ended; or revoked before it began. The lock is held for moments only, never while code of the
/// user's runs, except [Thread#interrupt].
final class ExecutorJob<T extends @Nullable Object> implements Runnable {
    private enum State {
        NEW,
        RUNNING,
        ENDED,
        REVOKED
    }

    private final EventLoopImpl loop;
    private final Callable<? extends T> body;
    private final Consumer<? super ExecutorJob<T>> ended;
    private final ReentrantLock lock = new ReentrantLock();
    private State state = State.NEW; // under lock
    private volatile @Nullable Thread runner; // written under lock, read by any thread
    private boolean interrupted; // under lock: by us
    private @Nullable Object result; // written by the executor's thread before `ended` is queued
    private @Nullable Throwable failure; // likewise

    /// @param ended told on the loop, as a job of the runtime, when the job is over
    ExecutorJob(EventLoopImpl loop, Callable<? extends T> body, Consumer<? super ExecutorJob<T>> ended) {
        this.loop = loop;
        this.body = body;
        this.ended = over -> {
            loop.standstill.ended();
            ended.accept(over);
        };
        loop.standstill.begun();
        LoopObserver observer = loop.observer();
        if (observer != null) {
            observer.jobHandedOut(loop.currentTask());
        }
    }

    /// A future of `loop` that follows a job on `wanted`, or on the default executor.
    static <T extends @Nullable Object> FutureImpl<T> future(
            EventLoopImpl loop, @Nullable Executor wanted, Callable<? extends T> body) {
        FutureImpl<T> future = loop.newFuture();
        var job = new ExecutorJob<T>(loop, body, over -> {
            if (!future.isDone()) {
                over.deliver(future);
            }
        });
        if (wanted != null || !loop.onLoop()) {
            job.handTo(wanted == null ? loop.executor.get() : wanted);
        } else {
            loop.executor.handIn(job);
        }
        future.whenEnded((LoopJob) () -> {
            if (future.isCancelled()) {
                loop.core.addWork(job::stop);
            }
        });
        return future;
    }

    /// Hands it to `executor`.
    ///
    /// @throws RejectedExecutionException if that does not take it
    void handTo(Executor executor) {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            loop.standstill.ended();
            throw e;
        }
    }

    private void deliver(FutureImpl<T> future) {
        if (failure != null) {
            future.fail(failure);
        } else {
            future.succeed(value());
        }
    }

    /// The executor did not take the job. Loop only.
    void failed(Throwable e) {
        failure = e;
        ended.accept(this);
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            result = body.call();
        } catch (Throwable e) {
            failure = e;
        } finally {
            end();
        }
        loop.core.submit((LoopJob) () -> ended.accept(this)); // a closed loop has nobody left who waits
    }

    private boolean begin() {
        lock.lock();
        try {
            if (state != State.NEW) {
                return false;
            }
            state = State.RUNNING;
            runner = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            state = State.ENDED;
            runner = null;
            if (interrupted) {
                Thread.interrupted(); // ours came too late: not for the next job
            }
        } finally {
            lock.unlock();
        }
    }

    /// Revokes the job, or interrupts its thread; true when it will not run. May take a moment: not on the carrier.
    boolean stop() {
        lock.lock();
        try {
            if (state == State.NEW) {
                state = State.REVOKED;
                loop.standstill.ended();
                return true;
            }
            if (runner != null) {
                interrupted = true;
                runner.interrupt();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// The thread that runs it, null before and after.
    @Nullable
    Thread runner() {
        return runner;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    T value() {
        return Unchecked.as(result); // a T, once it has ended without a failure
    }
}
