package asyncio4j.engine;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.kit.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way of waiting at once, with cancellations, threads and stack samplers in between: all tasks get to the end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChaosTest {
    private static final int TASKS = 60;
    private static final int OPS = 100;

    private final Object[] monitors = {new Object(), new Object(), new Object()};
    private final List<Task<Void>> tasks = new ArrayList<>();
    private final List<Task<?>> inPlay = new ArrayList<>();
    private Task<?> inside; // the task that runs: a plain field, as the loop promises

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void allTasksGetToTheEndAndOnlyOneRunsAtATime(long seed) {
        var reports = new CopyOnWriteArrayList<ErrorContext>();
        var stop = new AtomicBoolean();
        int[] done = {0};
        try (var workers = Executors.newFixedThreadPool(2)) {
            run(() -> {
                EventLoop loop = getRunningLoop();
                loop.setExceptionHandler((_, c) -> reports.add(c));
                var sampler = Outside.start(() -> {
                    while (!stop.get()) {
                        allTasks(loop).forEach(Task::stack);
                    }
                    return null;
                });
                for (int t = 0; t < TASKS; t++) {
                    var random = new Random(seed * 1_000 + t);
                    tasks.add(createTask(() -> {
                        inPlay.add(currentTask());
                        for (int i = 0; i < OPS; i++) {
                            oneOf(random, workers);
                        }
                        inPlay.remove(currentTask());
                        done[0]++;
                    }));
                }
                Asyncio.wait(tasks, ReturnWhen.ALL_COMPLETED);
                stop.set(true);
                Asyncio.await(sampler);
            });
        } finally {
            stop.set(true);
        }
        for (var t : tasks) {
            assertThat(t.result()).isNull();
        }
        assertThat(done[0]).isEqualTo(TASKS);
        assertThat(reports).isEmpty();
    }

    private void oneOf(Random random, ExecutorService workers) throws Exception {
        boolean blocking = getRunningLoop().engine() == Engine.SCHEDULER;
        try {
            switch (random.nextInt(blocking ? 11 : 8)) {
                case 0, 1 -> yieldNow();
                case 2 -> sleep(millis(random.nextInt(3)));
                case 3 -> setByAWorker(workers);
                case 4 -> expires(random);
                case 5 -> toThread(() -> random.nextInt());
                case 6 -> inPlay.get(random.nextInt(inPlay.size())).cancel("chaos");
                case 7 -> Asyncio.await(CompletableFuture.supplyAsync(() -> 1, workers));
                case 8 -> Thread.sleep(0, random.nextInt(1_000_000));
                case 9 -> contended(random);
                default ->
                    assertThat(CompletableFuture.supplyAsync(() -> 1, workers).get())
                            .isOne();
            }
        } catch (CancelledError e) {
            assertThat(currentTask().cancelling()).isPositive();
        } catch (InterruptedException e) {
            assertThat(blocking).isTrue();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        while (currentTask().cancelling() > 0) {
            currentTask().uncancel();
        }
        Task<?> me = currentTask();
        inside = me;
        for (int i = 0; i < 50; i++) {
            Thread.onSpinWait();
        }
        if (inside != me) {
            throw new AssertionError("two at once: " + inside + " and " + me);
        }
    }

    private static void setByAWorker(ExecutorService workers) {
        AsyncFuture<Integer> f = getRunningLoop().createFuture();
        EventLoop loop = getRunningLoop();
        workers.execute(() -> loop.callSoonThreadsafe(() -> {
            if (!f.isDone()) {
                f.setResult(1);
            }
        }));
        assertThat(f.await()).isOne();
    }

    private static void expires(Random random) {
        try {
            timeout(millis(random.nextInt(2)), () -> sleep(millis(random.nextInt(4))));
        } catch (AsyncTimeoutException e) {
            assertThat(e.getCause()).isInstanceOf(CancelledError.class);
        }
    }

    private void contended(Random random) {
        synchronized (monitors[random.nextInt(monitors.length)]) {
            yieldNow();
        }
    }
}
