package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncSemaphore;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultTest {
    private static final ExploreOptions FIFO = ExploreOptions.defaults().withRuns(100);

    private static ExploreOptions cancelling(String task) {
        return FIFO.withFault(new Fault.CancelEverywhere(task));
    }

    private static ExploreOptions one(Fault... faults) {
        var options = ExploreOptions.defaults()
                .withStrategy(Strategy.EXHAUSTIVE)
                .withDepth(1)
                .withRuns(10_000);
        for (Fault f : faults) {
            options = options.withFault(f);
        }
        return options;
    }

    // ---- CancelEverywhere ----

    @Test
    void taskIsCancelledAtEachOfItsSuspensions() {
        for (Strategy strategy : Strategy.values()) {
            var reached = new TreeSet<Integer>();
            Simulation.explore(cancelling("worker").withStrategy(strategy), () -> {
                var step = new int[1];
                var worker = createTask("worker", () -> {
                    for (int i = 0; i < 6; i++) {
                        step[0] = i;
                        if (i % 2 == 0) {
                            yieldNow();
                        } else {
                            sleep(millis(1));
                        }
                    }
                    step[0] = 6;
                });
                gatherSettled(worker);
                assertThat(worker.isCancelled()).isEqualTo(step[0] < 6);
                reached.add(step[0]);
            });
            assertThat(reached).as(strategy.name()).containsExactly(0, 1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void otherTasksAreLeftAlone() {
        var report = Simulation.explore(cancelling("worker"), () -> {
            var other = createTask("other", () -> sleep(millis(1)));
            gatherSettled(createTask("worker", () -> sleep(millis(1))), other);
            assertThat(other.isCancelled()).isFalse();
        });
        assertThat(report.failure()).isNull();
    }

    @Test
    void cancellationThatLeavesTheBodyIsNoFailure() {
        assertThat(Simulation.explore(
                                cancelling("worker"),
                                () -> createTask("worker", () -> yieldNow()).await())
                        .failure())
                .isNull();
        assertThat(Simulation.explore(cancelling("Task-1"), () -> sleep(millis(1)))
                        .failure())
                .isNull();
    }

    @Test
    void cancellationThatLeavesATaskBehindIsAFailure() {
        var report = Simulation.explore(cancelling("Task-1"), () -> {
            var helper = createTask("helper", () -> sleep(seconds(10)));
            sleep(seconds(1));
            helper.cancel();
        });
        assertThat(report.failure())
                .hasMessageContaining("left behind, neither ended nor cancelled")
                .hasMessageContaining("helper");
    }

    @Test
    void permitThatACancelledTaskKeepsIsFound() {
        var report = Simulation.explore(cancelling("worker"), () -> {
            var permits = new AsyncSemaphore(1);
            gatherSettled(createTask("worker", () -> {
                permits.acquire();
                yieldNow();
                permits.release(); // not in a finally block
            }));
            if (permits.locked()) {
                throw new IllegalStateException("permit lost");
            }
        });
        assertThat(report.failure()).hasMessage("permit lost");
        assertThat(report.trace()).contains("worker       cancelled: cancelled by the simulation");
        assertThat(report.replay()).contains(";cancel=worker;");
    }

    @Test
    void lockIsCancelSafe() {
        var options = cancelling("second").withStrategy(Strategy.EXHAUSTIVE).withRuns(10_000);
        var report = Simulation.explore(options, () -> {
            var lock = new AsyncLock();
            var inside = new int[1];
            Action user = () -> {
                try (var _ = lock.hold()) {
                    assertThat(++inside[0]).isEqualTo(1);
                    try {
                        yieldNow();
                    } finally {
                        inside[0]--;
                    }
                }
            };
            gatherSettled(createTask("first", user), createTask("second", user), createTask("third", user));
            assertThat(lock.locked()).isFalse();
        });
        assertThat(report.failure()).isNull();
        assertThat(report.exhausted()).isTrue();
        assertThat(report.runs()).isGreaterThan(40);
    }

    // ---- time ----

    private static ExploreReport timeouts(ExploreOptions options) {
        return Simulation.explore(options, () -> {
            AsyncFuture<String> answer = getRunningLoop().createFuture();
            createTask("answering", () -> {
                for (int i = 0; i < 5; i++) {
                    yieldNow();
                }
                answer.setResult("yes");
            });
            try {
                waitFor(() -> answer.await(), Duration.ofHours(1));
            } catch (AsyncTimeoutException e) {
                throw new IllegalStateException("came early");
            } finally {
                sleep(seconds(1));
            }
        });
    }

    @Test
    void timeoutMayComeBeforeWorkThatIsReady() {
        assertThat(timeouts(one()).failure()).isNull();
        var report = timeouts(one(new Fault.EarlyTimeouts()));
        assertThat(report.failure()).hasMessage("came early");
        assertThat(report.trace()).contains("time leaps to the next timer");
    }

    private static ExploreReport race(ExploreOptions options, Duration first, Duration second) {
        return Simulation.explore(options, () -> {
            var order = new ArrayList<Integer>();
            createTask(() -> {
                sleep(first);
                order.add(1);
            });
            createTask(() -> {
                sleep(second);
                order.add(2);
            });
            sleep(Duration.ofHours(1));
            assertThat(order).containsExactly(1, 2);
        });
    }

    @Test
    void nearTimersChangePlacesOnlyWithJitter() {
        Duration second = seconds(1);
        var exhaustive = one().withDepth(2);
        assertThat(race(exhaustive, second, second.plusNanos(500_000)).failure())
                .isNull();
        assertThat(race(exhaustive.withJitter(true), second, second.plusNanos(500_000))
                        .failure())
                .isNotNull();
        assertThat(race(exhaustive.withJitter(true), second, second.plusMillis(5))
                        .exhausted())
                .isTrue();
    }

    // ---- late wake-ups ----

    private static ExploreReport patience(ExploreOptions options, int turns) {
        return Simulation.explore(options, () -> {
            AsyncFuture<Void> bell = getRunningLoop().createFuture();
            var heard = new boolean[1];
            createTask("listener", () -> {
                bell.await();
                heard[0] = true;
            });
            sleep(millis(1));
            bell.setResult(null);
            for (int i = 0; i < turns; i++) {
                yieldNow();
            }
            if (!heard[0]) {
                throw new IllegalStateException("not heard");
            }
        });
    }

    @Test
    void wakeUpMayComeSomeStepsLate() {
        assertThat(patience(one(), 2).exhausted()).isTrue();
        assertThat(patience(one().withJitter(true), 2).failure()).hasMessage("not heard");
        assertThat(patience(one().withJitter(true), 5).exhausted()).isTrue();
        var delayed = patience(one(new Fault.SpuriousDelays()), 9);
        assertThat(delayed.failure()).hasMessage("not heard");
        assertThat(delayed.trace()).containsPattern("listener +held back");
    }

    @Test
    void delayedTaskGoesOnAtTheLatestWhenNothingElseCan() {
        var options = FIFO.withFault(new Fault.SpuriousDelays()).withJitter(true);
        var report = Simulation.explore(options, () -> {
            var lock = new AsyncLock();
            var tasks = new ArrayList<AsyncFuture<Void>>();
            for (int i = 0; i < 4; i++) {
                tasks.add(createTask(() -> lock.with(() -> sleep(millis(1)))));
            }
            for (var task : tasks) {
                task.await();
            }
        });
        assertThat(report.failure()).isNull();
    }

    // ---- all of it ----

    @Test
    void faultsComeAgainInTheReplay() {
        var options = FIFO.withRuns(1000)
                .withJitter(true)
                .withFault(new Fault.CancelEverywhere("a b"))
                .withFault(new Fault.EarlyTimeouts())
                .withFault(new Fault.SpuriousDelays());
        Action body = () -> {
            var steps = new ArrayList<String>();
            var task = createTask("a b", () -> {
                try {
                    sleep(millis(2));
                    yieldNow();
                } catch (CancelledError e) {
                    steps.add("cancelled");
                    throw e;
                }
            });
            createTask(() -> {
                sleep(millis(1));
                steps.add("slept");
                yieldNow();
                steps.add("yielded");
            });
            gatherSettled(task);
            sleep(millis(10));
            if (steps.equals(List.of("slept", "cancelled", "yielded"))) {
                throw new IllegalStateException("found");
            }
        };
        var report = Simulation.explore(options, body);
        assertThat(report.failure()).hasMessage("found");
        assertThat(report.replay()).contains(";jitter,cancel=a+b,early,delays;");
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> Simulation.replay(report.replay(), body)).hasMessage("found");
        }
    }
}
