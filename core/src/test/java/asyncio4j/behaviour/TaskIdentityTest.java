package asyncio4j.behaviour;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task's name, number, context and life. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskIdentityTest {
    private final Trail trail = new Trail();

    @Test
    void aTaskHasTheNameItWasGiven() { // task-7, task-40
        Loops.virtual(() -> {
            var task = createTask("No-op", () -> trail.add(currentTask().name()));
            assertThat(task.name()).isEqualTo("No-op");
            assertThat(task.toString()).contains("No-op");
            task.setName("Op");
            assertThat(task.name()).isEqualTo("Op");
            task.await();
            assertThat(task.name()).isEqualTo("Op");
        });
        trail.is("Op");
    }

    @Test
    void unnamedTasksAreNumberedPerLoop() {
        for (int round = 0; round < 2; round++) {
            try (var loop = newEventLoop()) {
                var first = loop.createTask(() -> trail.add("ran"));
                var second = loop.createTask((String) null, () -> trail.add("ran"));
                assertThat(first.name()).isEqualTo("Task-1");
                assertThat(second.name()).isEqualTo("Task-2");
                loop.runUntilComplete(() -> {
                    assertThat(currentTask().name()).isEqualTo("Task-3");
                    first.await();
                    second.await();
                });
            }
        }
    }

    @Test
    void aTaskRunsInTheVeryContextItWasGiven() { // task-25
        Loops.virtual(() -> {
            var context = Context.copy();
            var given =
                    createTask("in it", context, () -> trail.add(currentTask().context() == context));
            var own = createTask(() -> trail.add(currentTask().context() == context));
            assertThat(given.context()).isSameAs(context);
            assertThat(own.context())
                    .isNotSameAs(context)
                    .isNotSameAs(currentTask().context());
            given.await();
            own.await();
            var unnamed = createTask(null, context, () -> currentTask().context());
            assertThat(unnamed.await()).isSameAs(context);
        });
        trail.is("true", "false");
    }

    @Test
    void setsOfTasksIterateInOrderOfCreation() {
        Loops.virtual(() -> {
            var main = currentTask();
            var tasks = new Task<?>[40];
            for (int i = 0; i < tasks.length; i++) {
                tasks[i] = createTask(() -> sleep(millis(10)));
            }
            assertThat(List.<Object>copyOf(allTasks())).startsWith(main).endsWith((Object[]) tasks);
            assertThat(allTasks()).hasSize(1 + tasks.length).isEqualTo(allTasks(getRunningLoop()));
            tasks[7].cancel();
            assertThatThrownBy(() -> tasks[7].await()).isInstanceOf(CancelledError.class);
            assertThat(List.<Object>copyOf(allTasks()))
                    .hasSize(tasks.length)
                    .doesNotContain(tasks[7])
                    .startsWith(main, tasks[0])
                    .endsWith(tasks[38], tasks[39]);
        });
    }

    @Test
    void doneAndPendingIterateInOrderOfCreation() {
        Loops.virtual(() -> {
            var slow = createTask(() -> sleep(millis(90), "slow"));
            var late = createTask(() -> sleep(millis(20), "late"));
            var early = createTask(() -> sleep(millis(10), "early"));
            AsyncFuture<String> never = getRunningLoop().createFuture();
            var futures = List.of(never, early, late, slow);
            var result = Asyncio.<String>wait(futures, ReturnWhen.ALL_COMPLETED, millis(50));
            assertThat(List.<Object>copyOf(result.done())).containsExactly(late, early);
            assertThat(List.<Object>copyOf(result.pending())).containsExactly(slow, never);
        });
    }

    @Test
    void aTaskNobodyHoldsLivesUntilItEnds() {
        Asyncio.run(() -> {
            var onlyTheTaskHoldsIt = startTaskThatWaitsForItsOwnFuture();
            yieldNow();
            for (int i = 0; i < 20; i++) {
                System.gc();
                sleep(millis(2));
            }
            assertThat(allTasks()).hasSize(2);
            var future = onlyTheTaskHoldsIt.get();
            assertThat(future).isNotNull();
            future.setResult("woken");
            yieldNow();
            trail.is("woken", "end");
        });
    }

    private WeakReference<AsyncFuture<String>> startTaskThatWaitsForItsOwnFuture() {
        AsyncFuture<String> future = getRunningLoop().createFuture();
        createTask(() -> {
            trail.add(future.await());
            trail.add("end");
        });
        return new WeakReference<>(future);
    }
}
