package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.DeadlockException;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.SimulationFailure;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SimulationTest {
    /// Fails when the reader overtakes the setter by more than first in, first out lets it.
    static void overtaken() {
        boolean[] ready = {false};
        gather(
                createTask("setter", () -> {
                    yieldNow();
                    yieldNow();
                    ready[0] = true;
                }),
                createTask("reader", () -> {
                    for (int i = 0; i < 4; i++) {
                        yieldNow();
                    }
                    if (!ready[0]) {
                        throw new IllegalStateException("not ready");
                    }
                }));
    }

    /// In which order three tasks take five steps each.
    private static List<String> race() {
        var steps = new ArrayList<String>();
        for (String name : List.of("a", "b", "c")) {
            createTask(name, () -> {
                for (int i = 0; i < 5; i++) {
                    steps.add(name + i);
                    yieldNow();
                }
            });
        }
        sleep(millis(1));
        return steps;
    }

    private static ExploreReport explore(asyncio4j.Action body) {
        return Simulation.explore(ExploreOptions.defaults(), body);
    }

    // ---- run ----

    @Test
    void runReturnsWhatTheBodyReturns() {
        assertThat(Simulation.<Integer>run(1, () -> 7)).isEqualTo(7);
        assertThat(Simulation.<Object>run(1, () -> null)).isNull();
    }

    @Test
    void timeIsVirtualAndTheClockAtHand() {
        Simulation.run(1, () -> {
            sleep(Duration.ofHours(1));
            assertThat(VirtualClock.current().now()).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test
    void seedChoosesTheOrderOfSteps() {
        var orders = new HashSet<List<String>>();
        for (int seed = 0; seed < 20; seed++) {
            List<String> order = Simulation.run(seed, SimulationTest::race);
            assertThat(order).hasSize(15);
            assertThat(order.stream().filter(s -> s.startsWith("a"))).containsExactly("a0", "a1", "a2", "a3", "a4");
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(15);
    }

    @Test
    void sameSeedGivesTheSameOrderAThousandTimes() {
        List<String> first = Simulation.run(5, SimulationTest::race);
        for (int i = 0; i < 1000; i++) {
            assertThat(Simulation.<List<String>>run(5, SimulationTest::race)).isEqualTo(first);
        }
    }

    @Test
    void orderIsTheSameOnEveryEngine() {
        assertThat(String.join(" ", Simulation.<List<String>>run(5, SimulationTest::race)))
                .isEqualTo("b0 b1 b2 b3 c0 b4 c1 c2 c3 c4 a0 a1 a2 a3 a4");
    }

    @Test
    void failureOfARunIsTheBodysOwnAndCarriesReplayAndTrace() {
        var own = new IllegalStateException("own");
        assertThatThrownBy(() -> Simulation.run(1, () -> {
                    throw own;
                }))
                .isSameAs(own)
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .isInstanceOf(SimulationFailure.class)
                        .asString()
                        .contains("replay: v1;", "Task-1"));
    }

    @Test
    void simulationsAreNotNested() {
        Asyncio.run(() -> assertThatThrownBy(() -> Simulation.run(1, () -> 7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be called from a running"));
    }

    // ---- explore and replay ----

    @Test
    void failingScheduleIsFoundShrunkAndShown() {
        var report = explore(SimulationTest::overtaken);
        assertThat(report.failed()).isTrue();
        assertThat(report.failure()).isInstanceOf(IllegalStateException.class).hasMessage("not ready");
        assertThat(report.runs()).isBetween(1, 100);
        assertThat(report.exhausted()).isFalse();
        assertThat(report.trace())
                .contains("reader       steps before setter", "reader       fails")
                .containsPattern("setter       waits for its turn at SimulationTest.java:\\d+");
        assertThat(report.trace().lines().filter(l -> l.contains("steps before")))
                .as("deviations that are left")
                .hasSize(3);
        assertThatThrownBy(report::throwIfFailed)
                .isInstanceOf(SimulationFailure.class)
                .hasCause(report.failure())
                .hasMessageContainingAll("failed in run " + report.runs(), "(seed 0)", report.replay(), report.trace());
    }

    @Test
    void replayFailsInTheSameWayAHundredTimes() {
        var report = explore(SimulationTest::overtaken);
        for (int i = 0; i < 100; i++) {
            var failure = catchThrowable(() -> Simulation.replay(report.replay(), SimulationTest::overtaken));
            assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("not ready");
            assertThat(failure.getSuppressed()[0]).hasMessage("replay: " + report.replay() + "\n" + report.trace());
        }
    }

    @Test
    void sameSeedFindsTheSame() {
        var options = ExploreOptions.defaults().withSeed(3);
        var first = Simulation.explore(options, SimulationTest::overtaken);
        var second = Simulation.explore(options, SimulationTest::overtaken);
        assertThat(second.replay()).isEqualTo(first.replay());
        assertThat(second.runs()).isEqualTo(first.runs());
        assertThat(second.trace()).isEqualTo(first.trace());
    }

    @Test
    void whatNeverFailsIsRunAsOftenAsAsked() {
        var count = new int[1];
        var report = Simulation.explore(ExploreOptions.defaults().withRuns(50), () -> {
            count[0]++;
            yieldNow();
        });
        assertThat(report.failed()).isFalse();
        assertThat(report).hasToString("not exhausted, 50 run");
        assertThat(count[0]).isEqualTo(51); // the first run is repeated: is the body deterministic?
        report.throwIfFailed();
    }

    // ---- what counts as a failure ----

    @Test
    void taskLeftBehindIsNamedWithItsOriginAndItsWait() {
        var report = explore(() -> createTask("leaky", () -> new AsyncEvent().await()));
        assertThat(report.failure())
                .hasMessageContaining("left behind")
                .hasMessageMatching("(?s).*leaky, waiting on AsyncEvent.await at SimulationTest.java:\\d+\\], "
                        + "created at SimulationTest.java:\\d+");
    }

    @Test
    void taskThatIsAboutToEndIsNotLeftBehind() {
        assertThat(explore(() -> createTask(() -> {
                            yieldNow();
                            yieldNow();
                        }))
                        .failed())
                .isFalse();
    }

    @Test
    void taskThatNeverWaitsIsLeftBehindToo() {
        var report = explore(() -> createTask("busy", () -> {
            while (true) {
                yieldNow();
            }
        }));
        assertThat(report.failure()).hasMessageContaining("left behind by the body, and never waiting: [Task[busy");
    }

    @Test
    void leakCheckCanBeSwitchedOff() {
        var options = ExploreOptions.defaults().withRuns(10).withLeakCheck(false);
        assertThat(Simulation.explore(options, () -> {
                            createTask(() -> new AsyncEvent().await());
                        })
                        .failed())
                .isFalse();
    }

    @Test
    void failureThatNobodySeesIsOne() {
        var report = explore(() -> {
            createTask("failing", () -> {
                throw new IllegalStateException("unseen");
            });
        });
        assertThat(report.failure()).hasMessageContaining("never retrieved").hasRootCauseMessage("unseen");
    }

    @Test
    void failingCallbackIsOne() {
        var report = explore(() -> {
            getRunningLoop().callSoon(() -> {
                throw new IllegalStateException("in a callback");
            });
            yieldNow();
        });
        assertThat(report.failure())
                .hasMessageContaining("Exception in callback")
                .hasRootCauseMessage("in a callback");
    }

    @Test
    void loopInWhichNothingCanRunIsADeadlock() {
        var report = explore(() -> {
            getRunningLoop(); // nobody outside could call it
            new AsyncEvent().await();
        });
        assertThat(report.failure()).isInstanceOf(DeadlockException.class).hasMessageContaining("AsyncEvent");
    }

    @Test
    void timeThatNobodyMovesIsADeadlock() {
        var report = explore(() -> {
            VirtualClock.current().autojump(false);
            sleep(millis(1));
        });
        assertThat(report.failure())
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("time stands still")
                .hasMessageContaining("Task-1, waiting on sleep");
    }

    @Test
    void futureThatOnlyACompletableFutureFollowsIsWaitedForInVain() {
        var report = explore(() -> {
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            future.toCompletableFuture();
            future.await();
        });
        assertThat(report.failure()).isInstanceOf(DeadlockException.class).hasMessageContaining("nothing can run");
    }

    @Test
    void bodyThatNeverEndsIsStopped() {
        var report = Simulation.explore(ExploreOptions.defaults().withMaxSteps(500), () -> {
            while (true) {
                yieldNow();
            }
        });
        assertThat(report.failure())
                .hasMessageContaining("no end after 500 steps")
                .hasMessageContaining("Task-1");
        assertThat(report.trace()).contains("lines ...");
    }

    @Test
    void aGeneratorLeftOpenIsAFailure() {
        AsyncGenerator.Producer<Integer> numbers = y -> y.emit(1);
        ExploreReport report = Simulation.explore(
                ExploreOptions.defaults(), () -> AsyncGenerator.of(numbers).next());
        assertThat(report.failure())
                .hasMessageContaining("left behind")
                .hasMessageContaining("generator, suspended at SimulationTest.java:");
        assertThat(Simulation.explore(ExploreOptions.defaults().withRuns(10), () -> {
                            try (var all = AsyncGenerator.of(numbers)) {
                                all.next();
                            }
                        })
                        .failed())
                .isFalse();
        assertThat(Simulation.explore(
                                ExploreOptions.defaults().withRuns(10).withLeakCheck(false),
                                () -> AsyncGenerator.of(numbers).next())
                        .failed())
                .isFalse();
    }
}
