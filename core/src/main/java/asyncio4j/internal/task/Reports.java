package asyncio4j.internal.task;

import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.internal.loop.ContextCell;
import asyncio4j.internal.loop.HandleImpl;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The exception handler of a loop, and what is on its way to it.
final class Reports {
    static final System.Logger LOG = System.getLogger("asyncio4j");

    private record Report(ErrorContext error, @Nullable Object context) {}

    private final EventLoopImpl loop;
    private final ConcurrentLinkedQueue<Report> waiting = new ConcurrentLinkedQueue<>(); // any thread
    private volatile @Nullable BiConsumer<EventLoop, ErrorContext> handler;

    Reports(EventLoopImpl loop) {
        this.loop = loop;
    }

    void handler(@Nullable BiConsumer<EventLoop, ErrorContext> h) {
        handler = h;
    }

    /// Tells the handler as a callback of the loop, with the variables of `context`. Any thread.
    void later(ErrorContext error, @Nullable Object context) {
        var report = new Report(error, context);
        waiting.add(report);
        boolean queued = loop.core.submit(new HandleImpl(
                () -> {
                    if (waiting.remove(report)) {
                        tell(error);
                    }
                },
                Contexts.vars(context)));
        if (!queued) {
            flush();
        }
    }

    /// Tells the handler now what no callback will tell it any more; the loop is closed.
    void flush() {
        for (Report r = waiting.poll(); r != null; r = waiting.poll()) {
            tell(r.error, r.context);
        }
    }

    /// Tells the handler here and now, with the variables of the task or future concerned.
    void tell(ErrorContext error) {
        tell(error, error.future() instanceof TaskImpl<?> task ? task.vars() : Contexts.capture());
    }

    private void tell(ErrorContext error, @Nullable Object context) {
        ContextCell cell = Contexts.cell();
        Object before = cell.vars();
        cell.vars(Contexts.vars(context));
        try {
            tellHandler(error);
        } finally {
            cell.vars(before);
        }
    }

    /// Tells the handler here and now. One that throws is logged.
    private void tellHandler(ErrorContext error) {
        BiConsumer<EventLoop, ErrorContext> h = handler;
        if (h == null) {
            log(error.message(), error);
            return;
        }
        try {
            h.accept(loop, error);
        } catch (Throwable e) {
            if (Fatal.is(e)) {
                loop.core.fatal(e);
            } else {
                LOG.log(System.Logger.Level.ERROR, "Unhandled error in exception handler", e);
                log("Unhandled error in exception handler; it was told: " + error.message(), error);
            }
        }
    }

    private static void log(String message, ErrorContext error) {
        var text = new StringBuilder(message);
        if (error.future() != null) {
            text.append("\nfuture: ").append(error.future());
        }
        if (error.handle() != null) {
            text.append("\nhandle: ").append(error.handle());
        }
        LOG.log(System.Logger.Level.ERROR, text.toString(), error.exception());
    }
}
