package asyncio4j.testing.guide;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.spi.LoopConfig;
import asyncio4j.sync.AsyncSemaphore;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The code of the guide "Testing concurrent code". */
class GuideTest {
    static void shutDown() {
        var lines = new ArrayList<String>();
        var open = new boolean[] {true};
        var writer = createTask("writer", () -> {
            yieldNow(); // stands for whatever it waits for
            if (!open[0]) {
                throw new IllegalStateException("log is closed");
            }
            lines.add("last words");
        });
        var closer = createTask("closer", () -> {
            yieldNow();
            yieldNow();
            open[0] = false;
        });
        gather(writer, closer);
        assertThat(lines).containsExactly("last words");
    }

    @Test
    void shutDownIsFound() {
        ExploreReport report = Simulation.explore(ExploreOptions.defaults(), GuideTest::shutDown);
        assertThatThrownBy(report::throwIfFailed).hasMessageContainingAll("log is closed", "closer", "replay: v1;");
    }

    @Test
    void shutDownIsReplayed() {
        String replay = Simulation.explore(ExploreOptions.defaults(), GuideTest::shutDown)
                .replay();
        assertThatThrownBy(() -> Simulation.replay(replay, GuideTest::shutDown)).hasMessage("log is closed");
    }

    @Test
    void everySchedule() {
        var options = ExploreOptions.defaults()
                .withStrategy(Strategy.EXHAUSTIVE)
                .withDepth(3)
                .withRuns(100_000);
        ExploreReport report = Simulation.explore(options, () -> {
            var permits = new AsyncSemaphore(1);
            gather(
                    () -> permits.with(() -> yieldNow()),
                    () -> permits.with(() -> yieldNow()),
                    () -> permits.with(() -> yieldNow()));
            assertThat(permits.locked()).isFalse();
        });
        assertThat(report.exhausted()).isTrue();
        assertThat(report.toString()).matches("exhausted, \\d+ schedules");
    }

    @Test
    void cancelEverywhere() {
        var options = ExploreOptions.defaults().withFault(new Fault.CancelEverywhere("worker"));
        ExploreReport report = Simulation.explore(options, () -> {
            var permits = new AsyncSemaphore(1);
            gatherSettled(createTask("worker", () -> {
                permits.acquire();
                sleep(millis(10));
                permits.release(); // not in a finally block
            }));
            assertThat(permits.locked()).as("permit is back").isFalse();
        });
        assertThat(report.failure()).hasMessageContaining("permit is back");
    }

    @Test
    void virtualTime() {
        var clock = new VirtualClock();
        var options = RunOptions.defaults().withLoopFactory(clock::newLoop);
        try (var runner = new Runner(options)) {
            runner.run(() -> {
                AsyncFuture<String> answer = getRunningLoop().createFuture();
                assertThatThrownBy(() -> waitFor(answer, Duration.ofHours(5)))
                        .isInstanceOf(AsyncTimeoutException.class);
            });
        }
        assertThat(clock.now()).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void timeByHand() {
        Simulation.run(1, () -> {
            VirtualClock clock = VirtualClock.current();
            clock.autojump(false);
            var ticks = new int[1];
            var ticker = createTask(() -> {
                while (true) {
                    sleep(seconds(1));
                    ticks[0]++;
                }
            });
            clock.advance(seconds(3));
            assertThat(ticks[0]).isEqualTo(3);
            ticker.cancel();
        });
    }

    @Test
    void ownParts() {
        var clock = new VirtualClock();
        LoopConfig config = clock.on(LoopConfig.defaults().withDebug(true));
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(() -> sleep(Duration.ofDays(1)));
        }
        assertThat(clock.now()).isEqualTo(Duration.ofDays(1));
    }
}
