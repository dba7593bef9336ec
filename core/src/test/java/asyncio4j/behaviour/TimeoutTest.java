package asyncio4j.behaviour;

import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.Timeout;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A block with a deadline: what comes out of it. */
@org.junit.jupiter.api.Timeout(value = 20, threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutTest {
    private final Trail trail = new Trail();
    private final AtomicReference<Timeout> scope = new AtomicReference<>();

    @Test // timeout-2
    void aFailureOfTheBodyComesOutUnchanged() {
        var failure = new IOException("own");
        Loops.virtual(() -> {
            assertThat(catchThrowable(() -> timeout(seconds(1), t -> {
                        scope.set(t);
                        throwIt(failure);
                    })))
                    .isSameAs(failure);
            assertThat(scope.get().expired()).isFalse();
        });
    }

    @Test // timeout-6
    void zeroTimesOutAtTheFirstSuspension() {
        Loops.virtual(() -> {
            double before = getRunningLoop().time();
            var e = catchThrowable(() -> timeout(Duration.ZERO, t -> {
                scope.set(t);
                sleep(seconds(10));
            }));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            assertThat(scope.get().expired()).isTrue();
            assertThat(scope.get().when()).isBetween(before, getRunningLoop().time());
            assertThat(getRunningLoop().time()).isEqualTo(before);
        });
    }

    @Test // timeout-7
    void zeroTimesOutEvenAtASingleYield() {
        Loops.virtual(() -> assertThatThrownBy(() -> timeout(Duration.ZERO, () -> yieldNow()))
                .isInstanceOf(AsyncTimeoutException.class));
    }

    @Test // timeout-8
    void theBodySeesACancellationAndTheBlockThrowsATimeout() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(seconds(1), () -> {
                try {
                    sleep(seconds(10));
                } catch (CancelledError c) {
                    trail.add("cancelled");
                    throw c;
                }
            }));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class);
            trail.is("cancelled");
        });
    }

    @Test // timeout-17
    void aDeadlineInThePastTimesOutAtTheFirstSuspension() {
        Loops.virtual(() -> {
            double before = getRunningLoop().time();
            assertThatThrownBy(() -> timeout(Duration.ofSeconds(-11), t -> {
                        scope.set(t);
                        sleep(Duration.ZERO);
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(scope.get().when()).isLessThan(before);
            assertThatThrownBy(() -> timeoutAt(before - 1, () -> yieldNow())).isInstanceOf(AsyncTimeoutException.class);
        });
    }

    @Test // timeout-19
    void aNegativeTimeoutLetsTheBodyRunUpToItsFirstSuspension() {
        Loops.virtual(() -> {
            double before = getRunningLoop().time();
            sleep(Duration.ofSeconds(-1));
            assertThat(getRunningLoop().time()).isEqualTo(before);
            assertThatThrownBy(() -> timeout(Duration.ofSeconds(-1), () -> {
                        trail.add("begun");
                        yieldNow();
                        trail.add("not reached");
                    }))
                    .isInstanceOf(AsyncTimeoutException.class);
            trail.is("begun");
        });
    }

    @Test
    void aBodyThatDoesNotSuspendCannotTimeOut() {
        var time = new VirtualTime();
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(time::loop))) {
            runner.run(() -> {
                int value = timeout(seconds(1), t -> {
                    scope.set(t);
                    time.elapse(seconds(5));
                    return 7;
                });
                assertThat(value).isEqualTo(7);
                assertThat(scope.get().expired()).isFalse();
                assertThat(currentTask().cancelling()).isZero();
                yieldNow(); // the deadline has passed meanwhile; it must not strike here
                sleep(seconds(1));
            });
        }
    }

    @Test // timeout-18
    void failuresInTheCleanupOfAGroupComeOutInsteadOfTheTimeout() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(seconds(1), t -> {
                scope.set(t);
                taskGroup(tg -> {
                    tg.createTask(() -> divideByZeroWhenCancelled());
                    divideByZeroWhenCancelled();
                });
            }));
            assertThat(e)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            g -> assertThat(g.exceptions())
                                    .hasSize(2)
                                    .allSatisfy(x -> assertThat(x).isInstanceOf(ArithmeticException.class)));
            assertThat(scope.get().expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test // timeout-23
    void theCauseIsTheCancellationEvenWhenTheBodyWasHandlingAFailure() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(seconds(1), () -> {
                try {
                    throwIt(new ArithmeticException("handled"));
                } finally {
                    sleep(seconds(10));
                }
            }));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class);
            assertThat(e.getCause()).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void anExceptionThatReplacesTheCancellationComesOutInsteadOfTheTimeout() {
        var failure = new IOException("cleanup");
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(seconds(1), t -> {
                scope.set(t);
                try {
                    sleep(seconds(10));
                } catch (CancelledError c) {
                    throwIt(failure);
                }
            }));
            assertThat(e).isSameAs(failure);
            assertThat(scope.get().expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void aCancellationTheBodyMakesUpItselfIsNotTurnedIntoATimeout() {
        var own = new CancelledError("made up");
        Loops.virtual(() -> {
            assertThat(catchThrowable(() -> timeout(seconds(1), () -> {
                        yieldNow();
                        throwIt(own);
                    })))
                    .isSameAs(own);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void theBodyRunsInTheCallingTaskAndItsResultIsReturned() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            assertThat(timeout(seconds(1), () -> currentTask())).isSameAs(me);
            int value = timeout(seconds(1), t -> {
                yieldNow();
                return 42;
            });
            assertThat(value).isEqualTo(42);
            assertThat(timeoutAt(getRunningLoop().time() + 1, () -> sleep(seconds(0.5), "at")))
                    .isEqualTo("at");
        });
    }

    @Test // timeout-25
    void outsideATaskItIsRefused() {
        Loops.virtual(() -> {
            var thrown = getRunningLoop().<Throwable>createFuture();
            getRunningLoop()
                    .callSoon(() -> thrown.setResult(
                            catchThrowable(() -> timeout(seconds(1), () -> trail.add("not reached")))));
            assertThat(thrown.await()).isInstanceOf(IllegalStateException.class).hasMessageContaining("task");
            trail.is();
        });
    }

    private static void divideByZeroWhenCancelled() {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            throw new ArithmeticException("/ by zero");
        }
    }

    private static void throwIt(Throwable t) throws Exception {
        if (t instanceof Error error) {
            throw error;
        }
        throw (Exception) t;
    }
}
