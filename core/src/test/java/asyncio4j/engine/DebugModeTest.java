package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.kit.LogTap;
import asyncio4j.sync.AsyncLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What debug mode says about tasks that leave something undone. Slow steps: SlowStepTest. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DebugModeTest {
    private static final Duration NEVER = seconds(600);

    @Test
    void lockThatATaskStillOwnsWhenItEndsIsNamedWithItsPlace() {
        var lock = new AsyncLock("stock");
        var messages = logged(() -> {
            createTask("forgetful", () -> acquires(lock)).await();
            yieldNow();
        });
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("forgetful", "ended without releasing", "lock \"stock\"", "(DebugModeTest.java:");
    }

    private static void acquires(AsyncLock lock) {
        lock.acquire();
    }

    @Test
    void lockThatIsReleasedIsNotMentioned() {
        var lock = new AsyncLock();
        assertThat(logged(() -> gather(() -> lock.with(() -> yieldNow()), () -> lock.with(() -> yieldNow()))))
                .isEmpty();
    }

    @Test
    void swallowedCancellationIsNamedWithThePlaceWhereItWasRaised() {
        var messages = logged(() -> {
            var stubborn = createTask("stubborn", DebugModeTest::swallows);
            yieldNow();
            stubborn.cancel();
            stubborn.await();
            yieldNow();
        });
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("Cancellation swallowed", "stubborn", "DebugModeTest.swallows(");
    }

    private static void swallows() {
        try {
            sleep(NEVER);
        } catch (CancelledError e) {
            // which is what a task should not do
        }
    }

    @Test
    void swallowedCancellationThatCameThroughAnotherTaskIsNamedToo() {
        var messages = logged(() -> {
            var inner = createTask("inner", () -> sleep(NEVER));
            var outer = createTask("outer", () -> {
                try {
                    inner.await();
                } catch (CancelledError e) {
                    // which is what a task should not do
                }
            });
            yieldNow();
            outer.cancel();
            outer.await();
            yieldNow();
        });
        assertThat(messages).singleElement().asString().contains("Cancellation swallowed: outer");
    }

    @Test
    void timeoutsAndGroupsSwallowNothing() {
        var messages = logged(() -> {
            createTask(() -> {
                        try {
                            timeout(millis(1), () -> sleep(NEVER));
                        } catch (AsyncTimeoutException e) {
                            // as planned
                        }
                    })
                    .await();
            createTask(() -> taskGroup((TaskGroup tg) -> {
                        tg.createTask(() -> sleep(NEVER));
                        yieldNow();
                        tg.cancel();
                    }))
                    .await();
            var uncancelled = createTask(() -> {
                try {
                    sleep(NEVER);
                } catch (CancelledError e) {
                    asyncio4j.Asyncio.currentTask().uncancel();
                }
            });
            yieldNow();
            uncancelled.cancel();
            uncancelled.await();
            Task<?> cancelled = createTask(() -> sleep(NEVER));
            yieldNow();
            cancelled.cancel();
            asyncio4j.Asyncio.wait(List.of(cancelled), asyncio4j.ReturnWhen.ALL_COMPLETED);
        });
        assertThat(messages).isEmpty();
    }

    @Test
    void resultThatNobodyAwaitsIsNamedWithThePlaceOfItsTask() {
        var messages = logged(() -> {
            makes();
            yieldNow();
        });
        assertThat(messages)
                .singleElement()
                .asString()
                .contains("Task result was never awaited: computed", "DebugModeTest.makes(");
    }

    private static void makes() {
        createTask("computed", () -> 42);
    }

    @Test
    void resultsThatAreLookedAtOrVoidAreNotMentioned() {
        var messages = logged(() -> {
            createTask(() -> {});
            assertThat(createTask(() -> 1).await()).isEqualTo(1);
            var late = createTask(() -> 2);
            yieldNow();
            assertThat(late.result()).isEqualTo(2);
            gather(createTask(() -> 3), createTask(() -> 4));
            createTask(() -> 5).addDoneCallback(f -> {});
        });
        assertThat(messages).isEmpty();
    }

    @Test
    void threadOfATaskWithoutANameCarriesItsNumber() {
        var names = new ArrayList<String>();
        logged(() ->
                createTask(() -> names.add(Thread.currentThread().getName())).await());
        assertThat(names).containsExactly("Task-2");
    }

    @Test
    void collectionOfGarbageIsNotBlamedOnTheStepItFallsInto() {
        var messages = logged(millis(150), () -> {
            sleep(millis(300)); // the watchdog has begun
            var ballast = new ArrayList<Object>();
            for (int i = 0; i < 1_500_000; i++) {
                ballast.add(new int[4]);
            }
            sleep(millis(1));
            collectFor(millis(600));
            assertThat(ballast).isNotEmpty();
            sleep(millis(1));
        });
        assertThat(messages).filteredOn(m -> m.contains("collectFor")).isEmpty();
    }

    /** Collects garbage, and does nothing else, for so long. */
    private static void collectFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            System.gc();
        }
    }

    @Test
    void withoutDebugModeNothingIsSaid() {
        var lock = new AsyncLock();
        try (var log = new LogTap()) {
            asyncio4j.Asyncio.run(() -> {
                createTask(() -> lock.acquire()).await();
                createTask(() -> 42);
                var stubborn = createTask(DebugModeTest::swallows);
                yieldNow();
                stubborn.cancel();
                stubborn.await();
                yieldNow();
            });
            assertThat(log.messages()).isEmpty();
        }
    }

    private static List<String> logged(Action main) {
        return logged(NEVER, main);
    }

    private static List<String> logged(Duration slow, Action main) {
        try (var log = new LogTap()) {
            try (var runner = new Runner(RunOptions.defaults().withDebug(true))) {
                runner.loop().setSlowCallbackDuration(slow);
                runner.run(main);
            }
            return log.messages();
        }
    }
}
