package asyncio4j.testing;

import static asyncio4j.Asyncio.currentTask;

import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.spi.LoopConfig;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The loop of one test, from before its first lifecycle method to after its last. On JUnit's thread.
final class TestLoop {
    private final Duration limit;
    private final @Nullable VirtualClock clock;
    private final EventLoop loop;
    private final Runner runner; // on the thread below
    private final TestThread thread;
    private final Queue<AssertionError> unseen = new ConcurrentLinkedQueue<>(); // any thread
    private volatile @Nullable Task<?> main; // set on the loop
    private boolean timedOut; // whatever is reported afterwards follows from that

    TestLoop(AsyncTest test, String name) {
        limit = Duration.ofNanos((long) (test.timeout() * 1e9));
        LoopConfig config = LoopConfig.defaults().withEngine(test.engine()).withDebug(true);
        clock = test.virtualTime() ? new VirtualClock() : null;
        loop = (clock == null ? config : clock.on(config)).newLoop();
        loop.setExceptionHandler((_, error) -> unseen.add(unseen(error)));
        loop.setSlowCallbackDuration(Duration.ofSeconds(1)); // the first use of a test library takes a while
        runner = new Runner(RunOptions.defaults().withLoopFactory(() -> loop));
        thread = new TestThread(name, () -> loop);
    }

    EventLoop loop() {
        return loop;
    }

    @Nullable
    VirtualClock clock() {
        return clock;
    }

    /// Whether a method before did not come back, and holds the loop.
    boolean lost() {
        return thread.lost();
    }

    /// Runs `body`, which is `method`, as a main task; throws what it throws.
    void run(Method method, TestThread.Body body) throws Throwable {
        limited(
                method.getName(),
                this::cancel,
                () -> runner.run(() -> {
                    if (clock != null) {
                        clock.enter();
                    }
                    main = currentTask();
                    try {
                        body.run();
                    } catch (Throwable e) {
                        throw Sneaky.<RuntimeException>thrown(e);
                    }
                }));
    }

    private void limited(String what, Runnable stop, TestThread.Body body) throws Throwable {
        try {
            thread.run(what, limit, stop, body);
        } catch (TestThread.OutOfTime e) {
            timedOut = true;
            throw e;
        }
    }

    private void cancel() {
        Task<?> task = main;
        if (task != null) {
            try {
                loop.callSoonThreadsafe(() -> task.cancel("the test's time is up"));
            } catch (IllegalStateException closed) {
                // it has just ended
            }
        }
    }

    /// Ends the loop; throws when the test left something undone.
    void close() throws Throwable {
        try (thread) {
            if (!lost()) {
                boolean late = timedOut;
                limited("clearing up after the test", thread::interrupt, () -> end(late));
            }
        }
    }

    private void end(boolean late) {
        List<AssertionError> all = new ArrayList<>();
        try {
            runner.run(() -> {
                AssertionError left = late ? null : Leftovers.find(clock, _ -> "");
                if (left != null) {
                    all.add(left);
                }
            });
        } finally {
            runner.close();
        }
        if (late) {
            return;
        }
        all.addAll(unseen);
        if (!all.isEmpty()) {
            AssertionError first = all.getFirst();
            all.subList(1, all.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private static AssertionError unseen(ErrorContext error) {
        var what = new AssertionError(error.message(), error.exception());
        what.setStackTrace(new StackTraceElement[0]);
        return what;
    }
}
