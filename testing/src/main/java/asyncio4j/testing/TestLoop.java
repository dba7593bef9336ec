package asyncio4j.testing;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.yieldNow;

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
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The loop of one test, from before its first lifecycle method to after its last. On JUnit's thread.
final class TestLoop {
    private static final int SETTLING = 10; // turns for tasks that are about to end

    private final Duration limit;
    private final @Nullable VirtualClock clock;
    private final EventLoop loop;
    private final Runner runner;
    private final Queue<AssertionError> unseen = new ConcurrentLinkedQueue<>(); // any thread
    private boolean timedOut; // whatever is reported afterwards follows from that

    @FunctionalInterface
    interface Body {
        void run() throws Throwable;
    }

    TestLoop(AsyncTest test) {
        limit = Duration.ofNanos((long) (test.timeout() * 1e9));
        LoopConfig config = LoopConfig.defaults().withEngine(test.engine()).withDebug(true);
        clock = test.virtualTime() ? new VirtualClock() : null;
        loop = (clock == null ? config : clock.on(config)).newLoop();
        loop.setExceptionHandler((_, error) -> unseen.add(unseen(error)));
        loop.setSlowCallbackDuration(Duration.ofSeconds(1)); // the first use of a test library takes a while
        runner = new Runner(RunOptions.defaults().withLoopFactory(() -> loop));
    }

    EventLoop loop() {
        return loop;
    }

    @Nullable
    VirtualClock clock() {
        return clock;
    }

    /// Runs `body`, which is `method`, as a main task; throws what it throws.
    void run(Method method, Body body) {
        var watch = new TimeLimit(loop, limit);
        Throwable failure = null;
        try {
            runner.run(() -> {
                if (clock != null) {
                    clock.enter();
                }
                watch.start(Objects.requireNonNull(currentTask()));
                try {
                    body.run();
                } catch (Throwable e) {
                    throw Sneaky.<RuntimeException>thrown(e);
                }
            });
        } catch (Throwable e) {
            failure = e;
        }
        String tasks = watch.end();
        if (tasks != null) {
            timedOut = true;
            throw new AssertionError(
                    method.getName() + " did not end within " + limit.toMillis() / 1000.0 + " s: " + tasks, failure);
        }
        if (failure != null) {
            throw Sneaky.<RuntimeException>thrown(failure);
        }
    }

    /// Ends the loop; throws when the test left something undone.
    void close() {
        var all = new ArrayList<AssertionError>();
        try {
            runner.run(() -> {
                if (!timedOut) {
                    lookForLeaks(all);
                }
            });
        } finally {
            runner.close();
        }
        if (!timedOut) {
            all.addAll(unseen);
        }
        if (!all.isEmpty()) {
            AssertionError first = all.getFirst();
            all.subList(1, all.size()).forEach(first::addSuppressed);
            throw first;
        }
    }

    private void lookForLeaks(List<AssertionError> to) {
        for (int round = 0; round < SETTLING && allTasks().size() > 1; round++) {
            if (clock == null) {
                yieldNow();
            } else {
                clock.waitUntilIdle();
            }
        }
        var left = new ArrayList<Task<?>>(allTasks());
        left.remove(currentTask());
        if (!left.isEmpty()) {
            to.add(new AssertionError("left behind by the test, neither ended nor cancelled:" + lines(left)));
        }
    }

    static String lines(Iterable<? extends Task<?>> tasks) {
        var text = new StringBuilder();
        tasks.forEach(task -> text.append("\n  ").append(task));
        return text.toString();
    }

    private static AssertionError unseen(ErrorContext error) {
        var what = new AssertionError(error.message(), error.exception());
        what.setStackTrace(new StackTraceElement[0]);
        return what;
    }
}
