package asyncio4j.testing;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The thread on which a test's loops run, while JUnit's waits: it can be given up when it does not come back.
///
/// Everything here is called on JUnit's thread.
final class TestThread implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2); // to clean up, once time is up
    private static final int FRAMES = 8; // shown of a stack

    private final ExecutorService executor;
    private final Supplier<@Nullable EventLoop> loop;
    private volatile @Nullable Thread thread; // set by whoever makes it
    private boolean lost;

    /// What is run.
    @FunctionalInterface
    interface Body {
        void run() throws Throwable;
    }

    /// @param loop the one that runs now, asked on any thread
    TestThread(String name, Supplier<@Nullable EventLoop> loop) {
        this.loop = loop;
        executor = Executors.newSingleThreadExecutor(job -> {
            var made = new Thread(job, name);
            made.setDaemon(true);
            thread = made;
            return made;
        });
    }

    /// Whether a body did not come back; there is no use in running another.
    boolean lost() {
        return lost;
    }

    /// Runs `body` and throws what it throws.
    ///
    /// @param stop asks it to end, when its time is up or this thread is interrupted
    /// @throws OutOfTime then
    void run(String what, Duration limit, Runnable stop, Body body) throws Throwable {
        Future<?> end = executor.submit(() -> {
            Thread.interrupted(); // that was for the one before
            try {
                body.run();
            } catch (Throwable e) {
                throw Sneaky.<RuntimeException>thrown(e);
            }
        });
        String trouble;
        boolean interrupted = false;
        try {
            end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return;
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (TimeoutException e) {
            trouble = " did not end within " + seconds(limit);
        } catch (InterruptedException e) {
            trouble = " was interrupted";
            interrupted = true;
        }
        String tasks = tasks();
        stop.run();
        try {
            end.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
            throw new OutOfTime(what + trouble + ": " + tasks, null);
        } catch (ExecutionException e) {
            throw new OutOfTime(what + trouble + ": " + tasks, cause(e));
        } catch (TimeoutException e) {
            throw left(what + trouble, tasks);
        } catch (InterruptedException e) {
            interrupted = true;
            throw left(what + trouble, tasks);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private OutOfTime left(String trouble, String tasks) {
        lost = true;
        return new OutOfTime(
                trouble + ", and did not stop when asked to: its thread is left to itself. At first " + tasks
                        + "\nLater " + tasks(),
                null);
    }

    /// What [#run] throws when the time is up.
    static final class OutOfTime extends AssertionError {
        OutOfTime(String what, @Nullable Throwable how) {
            super(what, how);
        }
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /// Interrupts what runs.
    void interrupt() {
        Thread t = thread;
        if (t != null) {
            t.interrupt();
        }
    }

    /// The tasks, and what runs.
    private String tasks() {
        EventLoop l = loop.get();
        var text = new StringBuilder("these tasks are there:");
        Thread running = null;
        if (l != null) {
            for (Task<?> task : Introspection.tasks(l)) {
                text.append("\n  ").append(task);
                append(text, task.stack());
            }
            running = Introspection.view(l).thread();
        }
        Thread held = running == null ? thread : running;
        if (held != null) {
            text.append("\n  thread \"").append(held.getName()).append("\", which runs them");
            append(text, held.getStackTrace());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, StackTraceElement[] stack) {
        Stream.of(stack)
                .limit(FRAMES)
                .forEach(frame -> text.append("\n      at ").append(frame));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
