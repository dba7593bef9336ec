package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Awaiting one thing with a deadline. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitForTest {
    private final Trail trail = new Trail();

    @Test // wait_for-1
    void cancellingTheWaiterCancelsTheTaskItWaitsFor() {
        Loops.virtual(() -> {
            var inner = createTask(() -> noteCancel("inner"));
            var waiter = createTask(() -> waitFor(inner, seconds(60)));
            yieldNow();
            yieldNow();
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(inner.isCancelled()).isTrue();
            trail.is("inner cancelled");
        });
    }

    @ParameterizedTest // wait_for-2, wait_for-5
    @ValueSource(ints = {0, -1})
    void withoutTimeLeftALambdaNeverStarts(int secs) {
        Loops.virtual(() -> {
            assertThatThrownBy(() -> waitFor(() -> trail.add("started"), Duration.ofSeconds(secs)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
            trail.is();
        });
    }

    @ParameterizedTest // wait_for-2, wait_for-5
    @ValueSource(ints = {0, -1})
    void withoutTimeLeftAnUnstartedTaskIsCancelledUnstarted(int secs) {
        Loops.virtual(() -> {
            var inner = createTask(() -> trail.add("started"));
            assertThatThrownBy(() -> waitFor(inner, Duration.ofSeconds(secs)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(inner.isCancelled()).isTrue();
            trail.is();
        });
    }

    @ParameterizedTest // wait_for-3
    @ValueSource(ints = {0, -1, 1})
    void whatIsDoneAlreadyIsReturnedWhateverTheTime(int secs) {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            future.setResult("done");
            assertThat(waitFor(future, Duration.ofSeconds(secs))).isEqualTo("done");
        });
    }

    @Test // wait_for-3
    void aFailureThatIsThereAlreadyIsThrownInsteadOfATimeout() {
        Loops.virtual(() -> {
            var failure = new IOException("there");
            var future = getRunningLoop().<String>createFuture();
            future.setException(failure);
            assertThat(catchThrowable(() -> waitFor(future, Duration.ZERO))).isSameAs(failure);
        });
    }

    @Test // wait_for-4
    void theTimeoutComesOnlyAfterTheTaskHasCleanedUp() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var inner = createTask(() -> {
                try {
                    sleep(seconds(10));
                } finally {
                    sleep(seconds(3));
                    trail.add("cleaned up");
                }
            });
            var e = catchThrowable(() -> waitFor(inner, seconds(1)));
            trail.add("timed out");
            assertThat(e).isInstanceOf(AsyncTimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            assertThat(inner.isCancelled()).isTrue();
            assertThat(inner.cancel()).isFalse();
            assertThat(getRunningLoop().time()).isEqualTo(start + 4);
            trail.is("cleaned up", "timed out");
        });
    }

    @Test // wait_for-6
    void aBodyThatSwallowsTheTimeoutReturnsItsValue() {
        Loops.virtual(() -> {
            assertThat(waitFor(this::oneAfterSwallowing, seconds(1))).isEqualTo(1);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(waitFor(createTask(this::oneAfterSwallowing), seconds(1)))
                    .isEqualTo(1);
            assertThat(currentTask().cancelling()).isZero();
            trail.is("swallowed", "swallowed");
        });
    }

    @Test // wait_for-7
    void aStartedTaskThatSwallowsTheCancelOfAZeroTimeoutReturnsItsValue() {
        Loops.virtual(() -> {
            Task<Integer> inner = createTask(this::oneAfterSwallowing);
            yieldNow();
            assertThat(waitFor(inner, Duration.ZERO)).isEqualTo(1);
            trail.is("swallowed");
        });
    }

    @Test // wait_for-8
    void aShieldedTaskWithoutADeadlineIsWaitedFor() {
        Loops.virtual(() -> {
            var inner = createTask(() -> sleep(seconds(5), "done"));
            assertThat(waitFor(() -> shield(inner), null)).isEqualTo("done");
        });
    }

    @ParameterizedTest // wait_for-9
    @ValueSource(ints = {0, 1})
    void aShieldedTaskOutlivesTheTimeout(int secs) {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var inner = createTask(() -> sleep(seconds(5), "done"));
            assertThatThrownBy(() -> waitFor(() -> shield(inner), Duration.ofSeconds(secs)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(getRunningLoop().time()).isEqualTo(start + secs);
            assertThat(inner.isDone()).isFalse();
            assertThat(inner.cancelling()).isZero();
            assertThat(inner.await()).isEqualTo("done");
        });
    }

    @Test
    void aLambdaRunsInTheCallingTask() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            assertThat(waitFor(() -> sleep(seconds(1), currentTask()), seconds(2)))
                    .isSameAs(me);
        });
    }

    @Test
    void aFailureOfTheBodyArrivesUnchanged() {
        var failure = new IOException("own");
        Loops.virtual(() -> {
            var e = catchThrowable(() -> waitFor(
                    () -> {
                        sleep(seconds(1));
                        throw failure;
                    },
                    seconds(2)));
            assertThat(e).isSameAs(failure);
        });
    }

    @Test
    void aTimeoutExceptionOfTheBodyIsNotTakenForOnesOwn() {
        var own = new AsyncTimeoutException("of the body");
        Loops.virtual(() -> assertThat(catchThrowable(() -> waitFor(
                        () -> {
                            yieldNow();
                            throw own;
                        },
                        seconds(1))))
                .isSameAs(own));
    }

    @Test
    void theDeadlineIsForgottenOnceTheBodyHasEnded() {
        Loops.virtual(() -> {
            assertThat(waitFor(() -> sleep(seconds(1), "v"), seconds(2))).isEqualTo("v");
            assertThatThrownBy(() -> waitFor(
                            () -> {
                                throw new IOException("x");
                            },
                            seconds(2)))
                    .isInstanceOf(IOException.class);
            sleep(seconds(10)); // would be cut short by a timer left behind
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    private void noteCancel(String who) {
        try {
            sleep(seconds(1000));
        } catch (CancelledError e) {
            trail.add(who + " cancelled");
            throw e;
        }
    }

    private int oneAfterSwallowing() {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            trail.add("swallowed");
        }
        return 1;
    }
}
