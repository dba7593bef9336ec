package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.ErrorContext;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.LoopJob;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a loop is run, again and again, and closed. On the thread that runs it.
final class LoopLife {
    private final EventLoopImpl loop;

    LoopLife(EventLoopImpl loop) {
        this.loop = loop;
    }

    void runForever() {
        checkMayRun();
        run(loop.core::stop);
    }

    private void run(LoopJob whenInterrupted) {
        try {
            loop.core.run(() -> loop.core.submit(whenInterrupted));
        } finally {
            loop.bridges.settle();
        }
    }

    private void checkMayRun() {
        loop.checkOpen();
        if (loop.core.isRunning()) {
            throw new IllegalStateException("This event loop is already running");
        }
        if (Strand.current() != null) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running");
        }
    }

    <T extends @Nullable Object> T runUntilComplete(Awaitable<? extends T> main) {
        Objects.requireNonNull(main, "main");
        checkMayRun();
        FutureImpl<T> end =
                main instanceof AsyncFuture<? extends T> f ? loop.own(FutureImpl.of(f)) : loop.make(null, null, main);
        LoopJob stop = loop.core::stop;
        end.whenEnded(stop);
        try {
            run(() -> end.requestCancel(null, "the calling thread was interrupted"));
        } catch (Error fatal) {
            end.failure();
            throw fatal;
        } finally {
            end.remove(stop);
        }
        if (!end.isDone()) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return end.outcome();
    }

    void close() {
        if (loop.core.isRunning()) {
            throw new IllegalStateException("Cannot close a running event loop");
        }
        if (loop.core.isClosed()) {
            return;
        }
        loop.signals.close();
        loop.core.close(this::unwind, loop.parts::close);
        loop.executor.close();
        Loops.closed(loop);
        loop.unretrieved.reportAll();
        loop.reports.flush();
        loop.bridges.close();
    }

    private void unwind() {
        for (TaskImpl<?> task : loop.registry.snapshot()) {
            var error = new ErrorContext("Task was destroyed but it is pending: " + task, null, task, null);
            loop.reports.later(error, task.vars());
            Cancellation.unwind(task);
        }
        loop.sides.values().forEach(SideStack::unwind);
    }
}
