package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.TimerEntry;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// `toThread`: a task that waits for a job on a thread. Cancelled, it has the thread interrupted and waits on, at most
/// for its grace. Loop only.
public final class ThreadCall<T extends @Nullable Object> extends TimerEntry implements WaitTarget {
    private final TaskImpl<?> task;
    private final ExecutorJob<T> job;
    private final @Nullable Duration grace;
    private boolean over;
    private boolean cancelled;
    private boolean released; // the grace was over before the thread
    private @Nullable String message;

    private ThreadCall(TaskImpl<?> task, Callable<? extends T> body, @Nullable Duration grace) {
        this.task = task;
        this.grace = grace;
        var context = new ContextImpl(Contexts.vars(task.vars()));
        job = new ExecutorJob<>(task.loop, () -> context.run(body), over -> ended());
    }

    /// See [asyncio4j.Asyncio#toThread(Callable, Duration)].
    public static <T extends @Nullable Object> T await(Callable<? extends T> body, @Nullable Duration grace) {
        Objects.requireNonNull(body, "callable");
        var call = new ThreadCall<T>(TaskImpl.current(), body, grace);
        return call.await();
    }

    /// A void job as a callable.
    public static Callable<Void> callable(Action a) {
        Objects.requireNonNull(a, "action");
        return () -> {
            a.run();
            return Unchecked.as(null);
        };
    }

    private T await() {
        LoopCore core = task.loop.core;
        job.handTo(task.loop.executor.get());
        try {
            while (!over) {
                task.park(this);
            }
        } finally {
            core.unschedule(this);
        }
        if (cancelled) {
            throw task.loop.newCancelledError(message, released ? null : job.failure());
        }
        Throwable failure = job.failure();
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return job.value();
    }

    private void ended() {
        over = true;
        task.unpark();
    }

    @Override
    public boolean cancelWait(@Nullable String msg) {
        if (over) {
            return false;
        }
        boolean first = !cancelled;
        cancelled = true;
        message = msg;
        LoopCore core = task.loop.core;
        core.addWork(
                () -> { // not here: an interrupt may close channels
                    if (job.stop()) {
                        ended();
                    }
                });
        if (first && grace != null) {
            core.schedule(this, Durations.after(core.nanos(), Durations.nanos(grace)));
        }
        return true;
    }

    /// The grace is over.
    @Override
    protected void due(LoopCore core) {
        released = true;
        Thread runner = job.runner();
        if (runner != null) {
            String text = "toThread: thread \"" + runner.getName() + "\" did not end within "
                    + Durations.text(Objects.requireNonNull(grace))
                    + " after it was interrupted; it was left to itself";
            core.addLocal(new HandleImpl(() -> Reports.LOG.log(System.Logger.Level.WARNING, text), null));
        }
        ended();
    }

    @Override
    public String name() {
        return "toThread";
    }

    @Override
    public @Nullable Thread worker() {
        return job.runner();
    }
}
