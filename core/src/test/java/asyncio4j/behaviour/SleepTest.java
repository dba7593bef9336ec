package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sleeps and the durations they take. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SleepTest {
    private final Trail trail = new Trail();

    @Test
    void sleepsAddUpAndReturnTheirResult() { // sleep-1
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            sleep(seconds(0.05));
            assertThat(sleep(seconds(0.05), "result")).isEqualTo("result");
            assertThat(getRunningLoop().time() - start).isCloseTo(0.1, within(1e-6));
        });
    }

    @Test
    void endlessSleepsNeitherOverflowNorResistACancel() { // sleep-2
        Loops.virtual(() -> {
            var longSleeps = List.of(
                    seconds(1e9),
                    seconds(1e12),
                    seconds(9.3e18),
                    seconds(Double.MAX_VALUE),
                    seconds(Double.POSITIVE_INFINITY),
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
            var tasks = new ArrayList<Task<Void>>();
            for (Duration d : longSleeps) {
                tasks.add(createTask(() -> sleep(d)));
            }
            sleep(millis(5));
            for (var task : tasks) {
                assertThat(task.isDone()).isFalse();
                assertThat(task.cancel()).isTrue();
                assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
            }
        });
    }

    @Test
    void notANumberIsNoDuration() { // sleep-3
        assertThatThrownBy(() -> seconds(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secondsAndMillisAreExact() {
        assertThat(seconds(1.5)).isEqualTo(Duration.ofMillis(1500));
        assertThat(seconds(0.001)).isEqualTo(Duration.ofMillis(1));
        assertThat(seconds(-2)).isEqualTo(Duration.ofSeconds(-2));
        assertThat(seconds(1e9)).isEqualTo(Duration.ofSeconds(1_000_000_000));
        assertThat(millis(1500)).isEqualTo(seconds(1.5));
    }

    @Test
    void aSleepOfNothingOrLessIsOneTurn() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            for (Duration d : List.of(Duration.ZERO, seconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                createTask(() -> trail.add("other"));
                sleep(d);
                trail.add("slept");
            }
            createTask(() -> trail.add("other"));
            yieldNow();
            trail.add("yielded");
            assertThat(getRunningLoop().time()).isCloseTo(start, within(1e-9));
        });
        trail.is("other", "slept", "other", "slept", "other", "slept", "other", "yielded");
    }

    @Test
    void sleepersWakeInTheOrderOfTheirTimes() {
        Loops.virtual(() -> {
            gather(
                    () -> sleepAndTell(30, "30"),
                    () -> sleepAndTell(10, "10 first"),
                    () -> sleepAndTell(20, "20"),
                    () -> sleepAndTell(10, "10 second"));
        });
        trail.is("10 first", "10 second", "20", "30");
    }

    private void sleepAndTell(int millis, String name) {
        sleep(millis(millis));
        trail.add(name);
    }

    @Test
    void aCancelledSleepHoldsNeitherTheClockNorTheTask() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var sleeper = createTask(() -> sleep(seconds(1000)));
            yieldNow();
            sleeper.cancel();
            yieldNow();
            assertThat(sleeper.isCancelled()).isTrue();
            // no timer is left: the loop waits for the thread and does not jump to the end of the sleep
            assertThat(getRunningLoop().runInExecutor(null, () -> "of a thread").await())
                    .isEqualTo("of a thread");
            assertThat(getRunningLoop().time()).isCloseTo(start, within(1e-9));
        });
    }

    @Test
    void sleepingNeedsARunningLoop() {
        assertThatThrownBy(() -> sleep(millis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> yieldNow())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }
}
