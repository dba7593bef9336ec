package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a task runs: after its creation, in turns with the others, and seen as the current one. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStepsTest {
    private final Trail trail = new Trail();

    @Test
    void tasksThatYieldAlternateStrictly() { // task-3
        Loops.virtual(() -> {
            gather(() -> yieldFourTimes("a"), () -> yieldFourTimes("b"));
        });
        trail.is("a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3");
    }

    private void yieldFourTimes(String name) {
        for (int i = 0; i < 4; i++) {
            trail.add(name + i);
            yieldNow();
        }
    }

    @Test
    void tasksStartWithTheNextTurnInOrderOfCreation() { // task-6
        Loops.virtual(() -> {
            for (int i = 0; i < 5; i++) {
                int n = i;
                createTask(() -> trail.add(n));
            }
            trail.add("created");
            yieldNow();
            trail.add("yielded");
        });
        trail.is("created", 0, 1, 2, 3, 4, "yielded");
    }

    @Test
    void aTaskIsNotStartedByItsCreationButByBeingAwaited() { // task-13
        Loops.virtual(() -> {
            var task = createTask("example", () -> {
                trail.add("in " + currentTask().name());
            });
            trail.add("done " + task.isDone());
            task.await();
            trail.add("done " + task.isDone());
        });
        trail.is("done false", "in example", "done true");
    }

    @Test
    void aLambdaRunsWhenAwaitedAndAnewEachTime() { // task-33
        Awaitable<String> coroutine = () -> {
            trail.add("ran");
            yieldNow();
            return "test";
        };
        trail.add("made");
        assertThat(Loops.<String>virtual(coroutine)).isEqualTo("test");
        assertThat(Loops.<String>virtual(coroutine)).isEqualTo("test");
        trail.is("made", "ran", "ran");
    }

    @Test
    void aTaskAwaitsOthersAndCombinesTheirResults() { // task-17
        try (var loop = newEventLoop()) {
            Task<Integer> outer = loop.createTask(() -> {
                int first = createTask(() -> later(42)).await();
                int second = later(1000);
                return first + second;
            });
            assertThat(loop.<Integer>runUntilComplete(outer)).isEqualTo(1042);
        }
    }

    private static int later(int value) {
        yieldNow();
        return value;
    }

    @Test
    void aTaskBelongsToTheLoopThatCreatedIt() { // task-19
        try (var one = newEventLoop();
                var two = newEventLoop()) {
            Task<String> task = one.createTask(() -> "ok");
            Task<String> other = two.createTask(() -> "other");
            assertThat(one.<String>runUntilComplete(task)).isEqualTo("ok");
            assertThat(two.<String>runUntilComplete(other)).isEqualTo("other");
            assertThat(task.isDone()).isTrue();
            assertThat(task.result()).isEqualTo("ok");
            assertThat(task.loop()).isSameAs(one);
            assertThat(other.loop()).isSameAs(two);
        }
    }

    @Test
    void theCurrentTaskIsTheOneThatAsks() { // task-11, task-23
        assertThatThrownBy(() -> currentTask())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        Loops.virtual(() -> {
            var main = currentTask();
            var seen = new ArrayList<Task<?>>();
            var task = createTask(() -> {
                seen.add(currentTask());
                yieldNow();
                seen.add(currentTask());
            });
            task.await();
            assertThat(seen.get(0)).isSameAs(task);
            assertThat(seen.get(1)).isSameAs(task);
            assertThat(currentTask()).isSameAs(main).isNotSameAs(task);
        });
        assertThatThrownBy(() -> currentTask()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void inACallbackThereIsNoCurrentTask() {
        Loops.virtual(() -> {
            AsyncFuture<Boolean> none = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> none.setResult(currentTask() == null));
            assertThat(none.await()).isTrue();
        });
    }

    @Test
    void tasksThatWakeEachOtherEachSeeThemselvesAsCurrent() { // task-12
        Loops.virtual(() -> {
            var balls = new ArrayList<AsyncFuture<String>>();
            for (int i = 0; i < 6; i++) {
                balls.add(getRunningLoop().createFuture());
            }
            var ping = createTask("ping", () -> play(balls, 0));
            var pong = createTask("pong", () -> play(balls, 1));
            balls.getFirst().setResult("serve");
            gather(ping, pong);
        });
        trail.is("0 ping", "1 pong", "2 ping", "3 pong", "4 ping", "5 pong");
    }

    private void play(List<AsyncFuture<String>> balls, int first) {
        for (int i = first; i < balls.size(); i += 2) {
            balls.get(i).await();
            trail.add(i + " " + currentTask().name());
            if (i + 1 < balls.size()) {
                balls.get(i + 1).setResult("back");
            }
        }
    }

    @Test
    void stoppingTheLoopLeavesTheTaskPendingAndTheLoopUsable() { // task-16
        try (var loop = VirtualTime.newLoop()) {
            var rounds = new AtomicInteger();
            Task<Void> task = loop.createTask(() -> {
                while (true) {
                    sleep(millis(100));
                    if (rounds.incrementAndGet() == 2) {
                        loop.stop();
                    }
                }
            });
            assertThatThrownBy(() -> loop.runUntilComplete(task))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Event loop stopped before Future completed.");
            assertThat(task.isDone()).isFalse();
            assertThat(rounds).hasValue(2);
            assertThat(loop.<String>runUntilComplete(() -> "again")).isEqualTo("again");
            task.cancel();
            assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(CancelledError.class);
            assertThat(rounds).hasValue(2);
        }
    }
}
