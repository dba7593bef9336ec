package asyncio4j.internal.task;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import asyncio4j.Engine;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.internal.engine.Engines;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.internal.loop.LoopHooks;
import asyncio4j.spi.LoopObserver;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the core of a loop reports, turned into log records and calls of the exception handler.
final class Hooks implements LoopHooks {
    private static final AtomicBoolean FALLBACK_TOLD = new AtomicBoolean();

    private final EventLoopImpl loop;
    private final Reports reports;
    private volatile @Nullable Observers observers;

    Hooks(EventLoopImpl loop, Reports reports) {
        this.loop = loop;
        this.reports = reports;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void callbackFailed(HandleImpl handle, Throwable failure) {
        reports.tell(new ErrorContext("Exception in callback " + handle, failure, null, handle));
    }

    @Override
    public void failed(String message, Throwable failure) {
        reports.later(new ErrorContext(message, failure, null, null), null);
    }

    @Override
    public void slow(Object what, long nanos, StackTraceElement @Nullable [] seen) {
        log(
                WARNING,
                () -> {
                    String where = seen == null ? "" : ", seen in " + Stacks.user(seen);
                    return String.format(Locale.ROOT, "Executing %s took %.3f seconds%s", what, nanos / 1e9, where);
                },
                null);
    }

    @Override
    public void blocked(Strand strand) {
        Object task = strand.job;
        StackTraceElement[] stack = strand.thread().getStackTrace();
        log(INFO, () -> "Suspended in foreign code: " + task + " in " + Stacks.user(stack), null);
    }

    /// As a callback: neither the text nor the log is made on the carrier.
    void log(System.Logger.Level level, Supplier<String> text, @Nullable Throwable cause) {
        loop.core.addLocal(new HandleImpl(() -> Reports.LOG.log(level, text, cause), null));
    }

    /// Tells once that AUTO became BATON, and why.
    void tellFallback(Engine wanted) {
        if (Engines.fellBack(wanted) && FALLBACK_TOLD.compareAndSet(false, true)) {
            Reports.LOG.log(INFO, "engine " + Engines.explain() + "; blocking JDK calls hold the loop");
        }
    }

    @Override
    public @Nullable RuntimeException nothingLeft() {
        return loop.standstill.nothingLeft();
    }

    @Override
    public @Nullable LoopObserver observer() {
        return observers;
    }

    synchronized void attach(LoopObserver observer) {
        observers = Observers.of(Observers.with(observers, observer), this::observerFailed);
    }

    synchronized void detach(LoopObserver observer) {
        observers = Observers.of(Observers.without(observers, observer), this::observerFailed);
    }

    private void observerFailed(LoopObserver observer, Throwable failure) {
        detach(observer);
        failed(
                "Exception in a loop observer, which was detached: "
                        + observer.getClass().getName(),
                failure);
    }
}
