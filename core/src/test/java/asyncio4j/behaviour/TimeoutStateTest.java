package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Timeout;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The states of a deadline and moving it. */
@org.junit.jupiter.api.Timeout(value = 20, threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutStateTest {
    private final Trail trail = new Trail();
    private final AtomicReference<Timeout> scope = new AtomicReference<>();

    @Test // timeout-5
    void whenFollowsEveryMoveAndACancelIsNoExpiry() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var task = createTask(() -> timeoutAt(start + 10, t -> {
                scope.set(t);
                assertThat(t.when()).isCloseTo(start + 10, within(1e-6));
                t.reschedule(seconds(30));
                assertThat(t.when()).isCloseTo(start + 30, within(1e-6));
                t.reschedule(null);
                assertThat(t.when()).isNaN();
                trail.add("moved");
                sleep(seconds(50));
            }));
            sleep(seconds(40));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            trail.is("moved");
            assertThat(scope.get().expired()).isFalse();
            assertThat(scope.get().when()).isNaN();
        });
    }

    @Test
    void theDeadlineMovedLaterLetsTheBodyGoOn() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            assertThatThrownBy(() -> timeout(seconds(1), t -> {
                        t.reschedule(seconds(5));
                        sleep(seconds(3));
                        trail.add("past the first deadline");
                        sleep(seconds(3));
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(getRunningLoop().time()).isCloseTo(start + 5, within(1e-6));
            trail.is("past the first deadline");
        });
    }

    @Test
    void theDeadlineMovedEarlierStrikesEarlier() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            assertThatThrownBy(() -> timeout(seconds(100), t -> {
                        sleep(seconds(1));
                        t.reschedule(seconds(1));
                        sleep(seconds(90));
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(getRunningLoop().time()).isCloseTo(start + 2, within(1e-6));
        });
    }

    @Test
    void theDeadlineMovedToNowStrikesAtTheNextSuspension() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            assertThatThrownBy(() -> timeout(null, t -> {
                        t.reschedule(Duration.ZERO);
                        trail.add("still here");
                        yieldNow();
                        trail.add("not reached");
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(getRunningLoop().time()).isEqualTo(start);
            trail.is("still here");
        });
    }

    @Test
    void anotherTaskMayMoveTheDeadlineWhileTheBlockRuns() {
        Loops.virtual(() -> {
            var task = createTask(() -> timeout(seconds(1), t -> {
                scope.set(t);
                sleep(seconds(5));
                return "finished";
            }));
            yieldNow();
            scope.get().reschedule(seconds(9));
            assertThat(task.await()).isEqualTo("finished");
        });
    }

    @Test // timeout-13
    void withoutADeadlineNothingExpires() {
        Loops.virtual(() -> {
            timeout(null, t -> {
                scope.set(t);
                assertThat(t.when()).isNaN();
                sleep(seconds(1000));
            });
            assertThat(scope.get().expired()).isFalse();
            timeoutAt(Double.POSITIVE_INFINITY, t -> {
                scope.set(t);
                assertThat(t.when()).isNaN();
                sleep(seconds(1000));
            });
            assertThat(scope.get().expired()).isFalse();
        });
    }

    @Test // timeout-15
    void afterExpiryTheDeadlineCannotBeMoved() {
        Loops.virtual(() -> {
            expire();
            assertThatThrownBy(() -> scope.get().reschedule(seconds(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expired");
        });
    }

    @Test // timeout-16
    void afterTheBlockTheDeadlineCannotBeMoved() {
        Loops.virtual(() -> {
            timeout(seconds(1), t -> {
                scope.set(t);
            });
            assertThatThrownBy(() -> scope.get().reschedule(null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("finished");
            sleep(seconds(10));
        });
    }

    @Test // timeout-20, timeout-22
    void toStringTellsTheStateOfALiveAndOfAFinishedBlock() {
        Loops.virtual(() -> {
            timeout(null, t -> {
                scope.set(t);
                assertThat(t.toString()).contains("active");
            });
            assertThat(scope.get().toString()).contains("finished");
        });
    }

    @Test // timeout-21
    void toStringTellsThatTheDeadlineHasPassed() {
        Loops.virtual(() -> {
            expire();
            assertThat(scope.get().toString()).contains("expired");
        });
    }

    @Test // timeout-24
    void onceStruckTheDeadlineCannotBeMovedEvenWhenTheBodySwallowedIt() {
        Loops.virtual(() -> {
            timeout(seconds(1), t -> {
                scope.set(t);
                try {
                    sleep(seconds(10));
                } catch (CancelledError e) {
                    trail.add("swallowed");
                }
                assertThat(t.expired()).isTrue();
                assertThatThrownBy(() -> t.reschedule(seconds(5)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("expiring");
                sleep(seconds(1)); // the deadline strikes only once
            });
            trail.is("swallowed");
            assertThat(scope.get().expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    private void expire() {
        assertThatThrownBy(() -> timeout(Duration.ZERO, t -> {
                    scope.set(t);
                    yieldNow();
                }))
                .isInstanceOf(AsyncTimeoutException.class);
    }
}
