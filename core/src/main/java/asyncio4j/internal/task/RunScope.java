package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.KeyboardInterruptException;
import asyncio4j.RunOptions;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.LoopConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The work of a [asyncio4j.Runner]: one loop and one context for several mains, and the clean-up at the end.
///
/// States: fresh, in use (loop made), closed.
public final class RunScope {
    private static final Duration EXECUTOR_PATIENCE = Duration.ofSeconds(300); // as asyncio

    private final RunOptions options;
    private @Nullable EventLoopImpl loop;
    private @Nullable Context context;
    private boolean closed;

    /// With these options.
    public RunScope(RunOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /// A void body as an awaitable.
    public static Awaitable<Void> body(Action a) {
        Objects.requireNonNull(a, "action");
        return () -> {
            a.run();
            return Unchecked.as(null);
        };
    }

    /// `a` as the body of a task: as it is, unless it is an Awaitable too.
    static Object actionOnly(Action a) {
        return a instanceof Awaitable<?> ? body(a) : a;
    }

    /// Runs `main` on a loop of its own.
    public static <T extends @Nullable Object> T runOnce(Awaitable<? extends T> main) {
        Objects.requireNonNull(main, "main");
        if (Strand.current() != null) {
            throw new IllegalStateException("Asyncio.run() cannot be called from a running event loop: await the "
                    + "coroutine, or make it a task");
        }
        var scope = new RunScope(RunOptions.defaults());
        Throwable failure = null;
        try {
            return scope.run(main);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            scope.close(failure);
        }
    }

    /// The loop, made at the first use.
    public EventLoop loop() {
        return open().handedOut();
    }

    private EventLoopImpl open() {
        if (closed) {
            throw new IllegalStateException("Runner is closed");
        }
        EventLoopImpl l = loop;
        if (l == null) {
            Supplier<? extends EventLoop> factory = options.loopFactory();
            l = factory == null
                    ? EventLoopImpl.inner(
                            LoopConfig.defaults().withEngine(options.engine()).withDebug(options.debug()))
                    : EventLoopImpl.of(factory.get());
            if (options.debug()) {
                l.setDebug(true);
            }
            loop = l;
            context = Context.copy();
        }
        return l;
    }

    /// Runs `main` as a task of the loop.
    public <T extends @Nullable Object> T run(Awaitable<? extends T> main) {
        Objects.requireNonNull(main, "main");
        if (Strand.current() != null) {
            throw new IllegalStateException("Runner.run() cannot be called from a running event loop");
        }
        EventLoopImpl l = open();
        TaskImpl<T> task = l.make(null, context, main);
        try (var interrupts =
                KeyboardInterrupts.listen(() -> l.core.submit((LoopJob) () -> task.requestCancel(null, "SIGINT")))) {
            try {
                return l.runUntilComplete(task);
            } catch (CancelledError e) {
                if (interrupts.count() > 0 && task.takeBack() == 0) {
                    throw new KeyboardInterruptException("interrupted by SIGINT");
                }
                throw e;
            }
        }
    }

    /// The void form of [#run(Awaitable)].
    public void run(Action main) {
        run(body(main));
    }

    /// Cancels what is left and awaits it, shuts the default executor down, closes the loop.
    public void close() {
        close(null);
    }

    private void close(@Nullable Throwable failure) {
        EventLoopImpl l = loop;
        if (closed) {
            return;
        }
        if (l != null && l.isRunning()) {
            throw new IllegalStateException("Runner.close() cannot be called while its loop runs");
        }
        closed = true;
        if (l == null || l.isClosed()) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // that was for main: it must not cancel the clean-up
        try {
            cancelAll(l);
            closeGenerators(l);
            if (l.executor.inUse()) {
                l.runUntilComplete(() -> l.shutdownDefaultExecutor(EXECUTOR_PATIENCE));
            }
        } catch (Throwable e) {
            if (failure == null) {
                throw e;
            }
            if (failure != e) {
                failure.addSuppressed(e);
            }
        } finally {
            l.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeGenerators(EventLoopImpl l) {
        var live = new ArrayList<>(l.sides.values());
        live.sort(Comparator.comparingInt(SideStack::age));
        if (live.isEmpty()) {
            return;
        }
        l.runUntilComplete(() -> {
            for (SideStack side : live) {
                try {
                    side.close();
                } catch (Throwable e) {
                    if (Fatal.is(e)) {
                        throw e;
                    }
                    l.callExceptionHandler(
                            new ErrorContext("an error occurred while closing a generator at shutdown", e, null, null));
                }
            }
        });
    }

    private static void cancelAll(EventLoopImpl l) {
        var left = new ArrayList<>(l.registry.snapshot());
        if (left.isEmpty()) {
            return;
        }
        l.ending = true;
        for (TaskImpl<?> task : left) {
            task.requestCancel(null, "the end of run");
        }
        l.<@Nullable Void>runUntilComplete(() -> {
            Gather.outcomes(left);
            return null;
        });
        for (TaskImpl<?> task : left) {
            Throwable failure = task.isCancelled() ? null : task.failure();
            if (failure != null && !Fatal.is(failure)) {
                l.callExceptionHandler(
                        new ErrorContext("unhandled exception during run() shutdown", failure, task, null));
            }
        }
    }
}
