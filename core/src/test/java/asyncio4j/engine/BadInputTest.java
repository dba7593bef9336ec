package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nulls, odd durations, and use outside a loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
    private static final Awaitable<Object> NO_BODY = null;
    private static final Action NO_ACTION = null;

    private final Trail trail = new Trail();

    @Test
    void nullBodiesAreRefusedWhereTheyAreGiven() {
        run(() -> {
            var uses = new LinkedHashMap<String, ThrowingCallable>();
            uses.put("createTask", () -> createTask(NO_BODY));
            uses.put("createTask of an action", () -> createTask(NO_ACTION));
            uses.put("named createTask", () -> createTask("name", NO_BODY));
            uses.put("gather", () -> gather(() -> 1, NO_BODY));
            uses.put("gather of a list", () -> gather(Arrays.asList(NO_BODY)));
            uses.put("gather of actions", () -> gather(NO_ACTION));
            uses.put("waitFor", () -> waitFor(NO_BODY, seconds(1)));
            uses.put("timeout", () -> timeout(seconds(1), NO_BODY));
            uses.put("timeout of an action", () -> timeout(seconds(1), NO_ACTION));
            uses.put("shield", () -> Asyncio.shield(NO_BODY));
            uses.put("taskGroup", () -> Asyncio.taskGroup((TaskGroup.Body<Object>) null));
            uses.put("toThread", () -> Asyncio.toThread((Callable<Object>) null));
            uses.put("await of a stage", () -> Asyncio.await((CompletionStage<Object>) null));
            uses.put("runCoroutineThreadsafe", () -> Asyncio.runCoroutineThreadsafe(NO_BODY, getRunningLoop()));
            uses.put("a loop of null", () -> Asyncio.runCoroutineThreadsafe(() -> 1, null));
            areRefused(uses);
            yieldNow();
            assertThat(Asyncio.allTasks()).hasSize(1);
        });
    }

    @Test
    void nullCallbacksAreRefusedWhereTheyAreGiven() {
        try (var loop = newEventLoop()) {
            var uses = new LinkedHashMap<String, ThrowingCallable>();
            uses.put("callSoon", () -> loop.callSoon(null));
            uses.put("callSoonThreadsafe", () -> loop.callSoonThreadsafe(null));
            uses.put("callLater", () -> loop.callLater(seconds(1), null));
            uses.put("callLater without a delay", () -> loop.callLater(null, () -> trail.add("called")));
            uses.put("callAt", () -> loop.callAt(1, null));
            uses.put("runInExecutor", () -> loop.runInExecutor(null, (Callable<Object>) null));
            uses.put("setDefaultExecutor", () -> loop.setDefaultExecutor(null));
            uses.put("addSignalHandler", () -> loop.addSignalHandler("HUP", null));
            uses.put("a signal of null", () -> loop.addSignalHandler(null, () -> trail.add("called")));
            uses.put("addDoneCallback", () -> loop.createFuture().addDoneCallback(null));
            uses.put("setException", () -> loop.createFuture().setException(null));
            uses.put("runUntilComplete", () -> loop.runUntilComplete(NO_BODY));
            uses.put("run", () -> run(NO_BODY));
            uses.put("run of an action", () -> run(NO_ACTION));
            areRefused(uses);
        }
        trail.is();
    }

    private static void areRefused(Map<String, ThrowingCallable> uses) {
        uses.forEach((name, use) -> assertThatThrownBy(use).as(name).isInstanceOf(NullPointerException.class));
    }

    @Test
    void negativeAndZeroSleepsLastOneTurn() {
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            for (Duration d : List.of(Duration.ZERO, seconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                int[] others = {0};
                createTask(() -> {
                    others[0]++;
                });
                sleep(d);
                assertThat(others[0]).as("turns during sleep(%s)", d).isEqualTo(1);
            }
            assertThat(getRunningLoop().time()).isCloseTo(begin, within(1e-6));
        });
    }

    static List<Duration> hugeDurations() {
        return List.of(
                Duration.ofDays(300_000_000),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofDays(106_752),
                seconds(9.3e18));
    }

    @ParameterizedTest
    @MethodSource("hugeDurations")
    void hugeDurationsAreNotEarlyAndCanBeCancelled(Duration huge) {
        run(() -> {
            Task<Void> sleeper = createTask(() -> sleep(huge));
            var timer = getRunningLoop().callLater(huge, () -> trail.add("called"));
            assertThat(waitFor(() -> sleep(seconds(0.01), "value"), huge)).isEqualTo("value");
            assertThat(timeout(huge, () -> sleep(seconds(0.01), "value"))).isEqualTo("value");
            assertThat(sleeper.isDone()).isFalse();
            timer.cancel();
            sleeper.cancel();
            yieldNow();
            yieldNow();
            assertThat(sleeper.isCancelled()).isTrue();
        });
        trail.is();
    }

    @Test
    void hugeDurationsDoNotDisturbTheOrderOfOtherTimers() {
        try (var loop = VirtualTime.newLoop()) {
            hugeDurations().forEach(d -> loop.callLater(d, () -> trail.add("huge")));
            loop.callLater(seconds(2), loop::stop);
            loop.callLater(seconds(1), () -> trail.add("one"));
            loop.callAt(Double.POSITIVE_INFINITY, () -> trail.add("never"));
            loop.callAt(1e300, () -> trail.add("hardly ever"));
            loop.callAt(Double.NEGATIVE_INFINITY, () -> trail.add("long ago"));
            loop.runForever();
        }
        trail.is("long ago", "one");
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> seconds(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        try (var loop = newEventLoop()) {
            assertThatThrownBy(() -> loop.callAt(Double.NaN, () -> trail.add("called")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        run(() -> assertThatThrownBy(() -> timeoutAt(Double.NaN, () -> trail.add("body")))
                .isInstanceOf(IllegalArgumentException.class));
        trail.is();
    }

    @Test
    void timeoutThatIsOverAlreadyDoesNotBeginTheBodyOfWaitFor() {
        for (Duration d : List.of(Duration.ZERO, seconds(-1), Duration.ofDays(-300_000_000))) {
            run(() -> assertThatThrownBy(() -> waitFor(() -> trail.add("body"), d))
                    .isInstanceOf(AsyncTimeoutException.class));
        }
        trail.is();
    }

    @Test
    void everythingNeedsARunningLoop() {
        var uses = new LinkedHashMap<String, ThrowingCallable>();
        uses.put("getRunningLoop", Asyncio::getRunningLoop);
        uses.put("currentTask", Asyncio::currentTask);
        uses.put("allTasks", () -> Asyncio.allTasks());
        uses.put("createTask", () -> createTask(() -> trail.add("body")));
        uses.put("sleep", () -> sleep(seconds(0)));
        uses.put("long sleep", () -> sleep(seconds(1)));
        uses.put("yieldNow", Asyncio::yieldNow);
        uses.put("gather", () -> gather(() -> trail.add("body")));
        uses.put("gatherSettled", () -> Asyncio.gatherSettled(() -> trail.add("body")));
        uses.put("waitFor", () -> waitFor(() -> trail.add("body"), seconds(1)));
        uses.put("timeout", () -> timeout(seconds(1), () -> trail.add("body")));
        uses.put(
                "taskGroup",
                () -> Asyncio.taskGroup((TaskGroup tg) -> {
                    trail.add(tg);
                }));
        uses.put("shield", () -> Asyncio.shield(() -> trail.add("body")));
        uses.put("toThread", () -> Asyncio.toThread(() -> trail.add("body")));
        uses.forEach((name, use) -> assertThatThrownBy(use)
                .as(name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop"));
        trail.is();
    }

    @Test
    void whatSuspendsIsRefusedInACallbackAndNamesTheTask() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            var future = loop.createFuture();
            var uses = new LinkedHashMap<String, ThrowingCallable>();
            uses.put("sleep", () -> sleep(seconds(1)));
            uses.put("yieldNow", Asyncio::yieldNow);
            uses.put("await", future::await);
            uses.put("timeout", () -> timeout(seconds(1), () -> trail.add("body")));
            uses.put(
                    "taskGroup",
                    () -> Asyncio.taskGroup((TaskGroup tg) -> {
                        trail.add(tg);
                    }));
            var checked = loop.createFuture();
            loop.callSoon(() -> {
                try {
                    assertThat(Asyncio.currentTask()).isNull();
                    uses.forEach((name, use) -> assertThatThrownBy(use)
                            .as(name)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("task"));
                    checked.setResult(null);
                } catch (Throwable e) {
                    checked.setException(e);
                }
            });
            checked.await();
            assertThat(future.isDone()).isFalse();
        });
        trail.is();
    }

    @Test
    void runInsideALoopIsRefused() {
        run(() -> {
            assertThatThrownBy(() -> run(() -> trail.add("inner")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be called from a running event loop");
            yieldNow();
        });
        trail.is();
    }
}
