package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
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
import asyncio4j.ErrorContext;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.testing.NotDeterministicException;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> trail = new ArrayList<>();

    private void run(Action main) {
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(clock::newLoop))) {
            runner.run(main);
        }
    }

    private void note(Object what) {
        trail.add(clock.now().toMillis() + " " + what);
    }

    @Test
    void yearOfSleepsTakesNoTime() {
        run(() -> {
            for (int i = 0; i < 365; i++) {
                sleep(Duration.ofDays(1));
            }
        });
        assertThat(clock.now()).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void clockJumpsFromTimerToTimer() {
        run(() -> gather(
                () -> {
                    sleep(seconds(2));
                    note("two");
                },
                () -> {
                    sleep(seconds(1));
                    note("one");
                    sleep(seconds(0.5));
                    note("one and a half");
                }));
        assertThat(trail).containsExactly("1000 one", "1500 one and a half", "2000 two");
    }

    @Test
    void loopTellsTheSameTime() {
        run(() -> {
            double begin = getRunningLoop().time();
            sleep(seconds(7));
            assertThat(getRunningLoop().time() - begin).isEqualTo(7);
        });
    }

    @Test
    void timeoutsAreVirtualToo() {
        run(() -> {
            AsyncFuture<Void> never = getRunningLoop().createFuture();
            assertThatThrownBy(() -> waitFor(never, Duration.ofHours(5))).isInstanceOf(AsyncTimeoutException.class);
        });
        assertThat(clock.now()).isEqualTo(Duration.ofHours(5));
    }

    // ---- advance ----

    @Test
    void withoutAutojumpTimePassesOnlyByAdvance() {
        run(() -> {
            clock.autojump(false);
            createTask(() -> {
                sleep(seconds(10));
                note("slept");
            });
            clock.advance(seconds(9));
            note("advanced");
            clock.advance(seconds(1));
            note("advanced");
        });
        assertThat(trail).containsExactly("9000 advanced", "10000 slept", "10000 advanced");
    }

    @Test
    void advanceStopsAtEveryTimerOnTheWayAndLetsItsConsequencesRun() {
        run(() -> {
            clock.autojump(false);
            createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    sleep(seconds(1));
                    yieldNow();
                    note("tick");
                }
            });
            clock.advance(seconds(3));
            note("advanced");
        });
        assertThat(trail).containsExactly("1000 tick", "2000 tick", "3000 tick", "3000 advanced");
    }

    @Test
    void twoMayAdvanceAtOnce() {
        run(() -> {
            clock.autojump(false);
            gather(
                    () -> {
                        clock.advance(seconds(3));
                        note("three");
                    },
                    () -> {
                        clock.advance(seconds(1));
                        note("one");
                        clock.advance(seconds(1));
                        note("two");
                    });
        });
        assertThat(trail).containsExactly("1000 one", "2000 two", "3000 three");
    }

    @Test
    void cancelledAdvanceLetsTimeStand() {
        run(() -> {
            clock.autojump(false);
            var hour = createTask(() -> clock.advance(Duration.ofHours(1)));
            yieldNow();
            hour.cancel();
            assertThatThrownBy(hour::await).isInstanceOf(CancelledError.class);
            clock.advance(seconds(1));
        });
        assertThat(clock.now()).isEqualTo(seconds(1));
    }

    @Test
    void timeDoesNotRunBackwards() {
        run(() -> assertThatThrownBy(() -> clock.advance(seconds(-1))).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void waitUntilIdleLetsEverythingRunThatNeedsNoTime() {
        run(() -> {
            createTask(() -> {
                for (int i = 0; i < 20; i++) {
                    yieldNow();
                }
                note("done");
                sleep(seconds(1));
                note("slept");
            });
            clock.waitUntilIdle();
            note("idle");
            sleep(seconds(2));
        });
        assertThat(trail).containsExactly("0 done", "0 idle", "1000 slept");
    }

    // ---- events ----

    @Test
    void eventsFromOutsideComeAtTheirTimeInTheirOrder() {
        run(() -> {
            AsyncFuture<String> answer = getRunningLoop().createFuture();
            clock.deliver(seconds(3), () -> answer.setResult("hello"));
            clock.deliver(seconds(1), () -> note("first"));
            clock.deliver(seconds(1), () -> note("second"));
            assertThat(answer.await()).isEqualTo("hello");
            note("answered");
        });
        assertThat(trail).containsExactly("1000 first", "1000 second", "3000 answered");
    }

    // ---- the real world ----

    @Test
    void realBlockingIsReportedWithItsPlaceAndTimeWaitsForIt() {
        var reports = new CopyOnWriteArrayList<ErrorContext>();
        run(() -> {
            getRunningLoop().setExceptionHandler((_, error) -> reports.add(error));
            gather(
                    () -> {
                        Thread.sleep(100);
                        note("blocked");
                    },
                    () -> {
                        sleep(Duration.ofHours(1));
                        note("slept");
                    });
        });
        assertThat(trail).containsExactly("0 blocked", "3600000 slept");
        assertThat(reports)
                .singleElement()
                .satisfies(
                        r -> assertThat(r.exception())
                                .isInstanceOf(NotDeterministicException.class)
                                .hasMessageMatching(
                                        ".*real blocking.*task \"Task-2\" blocks in Thread.sleep at VirtualClockTest.java:\\d+"));
    }

    @Test
    void timeGoesOnAfterACallbackThatBlockedForReal() {
        run(() -> {
            getRunningLoop().setExceptionHandler((_, _) -> {});
            getRunningLoop().callSoon(() -> {
                try {
                    Thread.sleep(100); // it ends while the loop has nothing else to do
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                note("blocked");
            });
            sleep(seconds(1));
            note("slept");
        });
        assertThat(trail).containsExactly("0 blocked", "1000 slept");
    }

    @Test
    void thereIsNoCurrentClockOutsideOfSimulations() {
        run(() -> assertThatThrownBy(VirtualClock::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no virtual clock"));
    }
}
