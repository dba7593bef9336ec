package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Outside;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a task is: its stack, its text, its name. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStackTest {
    private static final WaitTarget GATE = () -> "gate \"north\"";

    @Test
    void stackOfASuspendedTaskIsInnermostFirst() {
        Loops.virtual(() -> {
            AsyncFuture<Void> f = getRunningLoop().createFuture();
            Task<Void> task = createTask(() -> outer(f));
            assertThat(task.stack()).isEmpty();
            yieldNow();
            assertThat(methods(task.stack())).containsSubsequence("inner", "middle", "outer");
            assertThat(methods(Outside.call(task::stack))).containsSubsequence("inner", "middle", "outer");
            f.setResult(null);
            task.await();
            assertThat(task.stack()).isEmpty();
        });
    }

    private static void outer(AsyncFuture<Void> f) {
        middle(f);
    }

    private static void middle(AsyncFuture<Void> f) {
        inner(f);
    }

    private static void inner(AsyncFuture<Void> f) {
        f.await();
    }

    @Test
    void stackOfTheCallingTaskEndsWhereItAsks() {
        Loops.virtual(() -> {
            List<String> methods = createTask(TaskStackTest::asksFarDown).await();
            assertThat(methods).containsSubsequence("asks", "asksFarDown").doesNotContain("getStackTrace");
            yieldNow();
            assertThat(asksFarDown()).containsSubsequence("asks", "asksFarDown");
        });
    }

    private static List<String> asksFarDown() {
        return asks();
    }

    private static List<String> asks() {
        return methods(currentTask().stack());
    }

    @Test
    void stackOfATaskHoldsNoFramesOfTheOneThatUsedItsThreadBefore() {
        Loops.virtual(() -> {
            createTask(TaskStackTest::asksFarDown).await();
            Task<Void> next = createTask(() -> Waits.park(GATE));
            yieldNow();
            assertThat(methods(next.stack())).doesNotContain("asksFarDown");
            next.cancel();
        });
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void stackShowsWhereATaskBlocksInTheJdk() {
        var queue = new LinkedBlockingQueue<String>();
        run(() -> {
            Task<Void> task = createTask(() -> takes(queue));
            yieldNow();
            yieldNow();
            assertThat(methods(task.stack())).containsSubsequence("take", "takes");
            queue.put("item");
            task.await();
        });
    }

    private static void takes(LinkedBlockingQueue<String> queue) throws InterruptedException {
        queue.take();
    }

    @Test
    void textNamesTheTaskWhatItWaitsForAndWhere() {
        Loops.virtual(() -> {
            int[] line = {0};
            Task<Void> fetch = createTask("fetch", () -> {
                line[0] = line() + 1;
                Waits.park(GATE);
            });
            Task<Void> nap = createTask("nap", () -> sleep(seconds(3600)));
            yieldNow();
            assertThat(fetch).asString().contains("fetch", "gate \"north\"", "TaskStackTest.java:" + line[0]);
            assertThat(nap).asString().contains("nap", "sleep", "TaskStackTest.java:");
            assertThat(Outside.call(fetch::toString)).contains("fetch", "gate \"north\"");
            fetch.cancel();
            nap.cancel();
        });
    }

    @Test
    void textOfATaskThatWaitsForATaskNamesThatTask() {
        Loops.virtual(() -> {
            Task<Void> worker = createTask("worker", () -> sleep(seconds(3600)));
            Task<Void> boss = createTask("boss", () -> worker.await());
            yieldNow();
            assertThat(boss).asString().contains("boss", "worker");
            worker.cancel();
        });
    }

    @Test
    void textOfADoneTaskSaysHowItEnded() {
        Loops.virtual(() -> {
            Task<Integer> done = createTask("done", () -> 42);
            Task<Integer> failed = createTask("failed", () -> {
                throw new IllegalArgumentException("boom");
            });
            Task<Void> cancelled = createTask("stopped", () -> sleep(seconds(1)));
            assertThat(done).asString().contains("done").doesNotContain("42");
            yieldNow();
            cancelled.cancel();
            yieldNow();
            assertThat(done).asString().contains("done", "42");
            assertThat(failed).asString().contains("failed", "boom");
            assertThat(cancelled).asString().contains("stopped", "cancelled");
            assertThat(failed.exception()).hasMessage("boom");
        });
    }

    @Test
    void textNeverFailsWhateverTheResultsTextDoes() {
        var spiteful = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };
        Loops.virtual(() -> {
            Task<Object> task = createTask("spiteful", () -> spiteful);
            task.await();
            assertThat(task.toString()).contains("spiteful");
        });
    }

    @Test
    void unnamedTasksAreNumberedPerLoop() {
        for (int run = 0; run < 2; run++) {
            Loops.virtual(() -> {
                assertThat(currentTask().name()).isEqualTo("Task-1");
                assertThat(createTask(() -> {}).name()).isEqualTo("Task-2");
                assertThat(createTask(null, () -> {}).name()).isEqualTo("Task-3");
                createTask("named", () -> {});
                assertThat(getRunningLoop().createTask(() -> {}).name()).matches("Task-[45]");
            });
        }
    }

    @Test
    void nameCanBeChanged() {
        Loops.virtual(() -> {
            Task<Void> task = createTask("first", () -> {
                yieldNow();
                assertThat(currentTask().name()).isEqualTo("second");
            });
            yieldNow();
            task.setName("second");
            assertThat(Outside.call(task::name)).isEqualTo("second");
            assertThat(task).asString().contains("second");
            task.await();
        });
    }

    @Test
    void allTasksAreInTheOrderOfTheirCreation() {
        Loops.virtual(() -> {
            for (int i = 0; i < 50; i++) {
                createTask("t" + i, () -> sleep(seconds(1)));
            }
            yieldNow();
            var names = Asyncio.allTasks().stream().map(Task::name).toList();
            assertThat(names).hasSize(51).startsWith("Task-1", "t0", "t1", "t2").endsWith("t48", "t49");
        });
    }

    private static int line() {
        return new Throwable().getStackTrace()[1].getLineNumber();
    }

    private static List<String> methods(StackTraceElement[] stack) {
        return Arrays.stream(stack).map(StackTraceElement::getMethodName).toList();
    }
}
