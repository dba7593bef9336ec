package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.Engine;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.OnEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What debug mode says about code that holds the loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowStepTest {
    private static final Duration LIMIT = millis(20);
    private static final Duration NEVER = seconds(600);

    @Test
    void slowStepIsLoggedWithTheNameOfItsTask() {
        var messages = logged(
                true,
                LIMIT,
                () -> createTask("snail", () -> busy(LIMIT.multipliedBy(3))).await());
        assertThat(messages).anySatisfy(m -> assertThat(m).contains("Executing", "snail", " took ", "seconds"));
    }

    @Test
    void slowStepAfterASuspensionIsLoggedToo() {
        var messages = logged(
                true,
                LIMIT,
                () -> createTask("late snail", () -> {
                            yieldNow();
                            busy(LIMIT.multipliedBy(3));
                            yieldNow();
                        })
                        .await());
        assertThat(messages).filteredOn(m -> m.contains("late snail")).hasSize(1);
    }

    @Test
    void slowCallbackIsLogged() {
        var messages = logged(true, LIMIT, () -> {
            getRunningLoop().callSoon(() -> busy(LIMIT.multipliedBy(3)));
            yieldNow();
            sleep(millis(1));
        });
        assertThat(messages).anySatisfy(m -> assertThat(m).contains("Executing", " took ", "seconds"));
    }

    @Test
    void quickStepsAndLongSleepsAreNotLogged() {
        var messages = logged(true, NEVER, () -> {
            createTask(() -> busy(millis(30))).await();
            sleep(millis(50));
        });
        assertThat(messages).isEmpty();
    }

    @Test
    void sleepThatIsLongerThanTheLimitIsNotASlowStep() {
        var messages = logged(
                true,
                seconds(0.5),
                () -> createTask("sleeper", () -> sleep(seconds(0.7))).await());
        assertThat(messages).noneMatch(m -> m.contains("sleeper"));
    }

    @Test
    void resultWhoseTextFailsDoesNotHarmTheLoop() {
        var spiteful = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        };
        var messages = logged(true, Duration.ZERO, () -> {
            createTask("spiteful", () -> spiteful).await();
            sleep(millis(1));
        });
        assertThat(messages).anySatisfy(m -> assertThat(m).contains("spiteful", "seconds"));
    }

    @Test
    void withoutDebugModeNothingIsLogged() {
        assertThat(logged(false, LIMIT, () -> busy(LIMIT.multipliedBy(3)))).isEmpty();
    }

    @Test
    void limitIsATenthOfASecondUnlessSet() {
        try (var runner = new Runner()) {
            assertThat(runner.loop().slowCallbackDuration()).isEqualTo(millis(100));
            runner.loop().setSlowCallbackDuration(LIMIT);
            assertThat(runner.loop().slowCallbackDuration()).isEqualTo(LIMIT);
        }
    }

    @Test
    @OnEngine(Engine.BATON)
    void blockingCallThatHoldsTheLoopIsLoggedWithItsPlace() {
        try (var log = new LogTap()) {
            run(true, LIMIT, () -> createTask("blocker", SlowStepTest::blocks).await());
            assertThat(log.text()).contains("blocker", "SlowStepTest.blocks");
        }
    }

    private static void blocks() throws InterruptedException {
        Thread.sleep(LIMIT.multipliedBy(10));
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void suspensionInForeignCodeIsLoggedWithItsFrame() {
        var queue = new LinkedBlockingQueue<String>();
        try (var log = new LogTap()) {
            run(true, NEVER, () -> {
                var taker = createTask("taker", () -> takes(queue));
                yieldNow();
                yieldNow();
                queue.put("item");
                taker.await();
                sleep(millis(1));
            });
            assertThat(log.text()).contains("taker", "SlowStepTest.takes");
        }
    }

    private static void takes(LinkedBlockingQueue<String> queue) throws InterruptedException {
        queue.take();
    }

    private static List<String> logged(boolean debug, Duration limit, Action main) {
        try (var log = new LogTap()) {
            run(debug, limit, main);
            return log.messages();
        }
    }

    private static void run(boolean debug, Duration limit, Action main) {
        try (var runner = new Runner(RunOptions.defaults().withDebug(debug))) {
            runner.loop().setSlowCallbackDuration(limit);
            runner.run(main);
        }
    }

    private static void busy(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
