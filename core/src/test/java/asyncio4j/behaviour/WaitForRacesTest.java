package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.ErrorContext;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A result, a deadline and a cancel that meet in one turn: none of them may be lost. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitForRacesTest {
    private final Trail trail = new Trail();

    @Test
    void aResultThatIsThereBeforeTheDeadlineStrikesIsReturned() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            getRunningLoop().callLater(seconds(1), () -> future.setResult("in time"));
            assertThat(waitFor(future, seconds(1))).isEqualTo("in time");
            assertThat(currentTask().cancelling()).isZero();
            yieldNow(); // nothing of the deadline is left behind
        });
    }

    @Test
    void aFailureThatIsThereBeforeTheDeadlineStrikesIsThrownAndNotReported() {
        List<ErrorContext> reports = new ArrayList<>();
        Loops.virtual(() -> {
            getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
            var failure = new IOException("in time");
            var future = getRunningLoop().<String>createFuture();
            getRunningLoop().callLater(seconds(1), () -> future.setException(failure));
            assertThat(catchThrowable(() -> waitFor(future, seconds(1)))).isSameAs(failure);
            yieldNow();
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void aTaskThatEndsInTheTurnOfTheDeadlineKeepsItsResult() {
        Loops.virtual(() -> {
            var inner = createTask(() -> sleep(seconds(1), "in time"));
            yieldNow(); // its timer is older than the deadline's
            assertThat(waitFor(inner, seconds(1))).isEqualTo("in time");
            yieldNow();
        });
    }

    @Test
    void aResultThatComesAfterTheDeadlineStruckFindsTheFutureCancelled() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            createTask(() -> {
                sleep(seconds(0.5)); // so that this timer is younger than the deadline's
                getRunningLoop()
                        .callLater(seconds(0.5), () -> trail.add(future.isCancelled() ? "late" : "not cancelled"));
            });
            assertThatThrownBy(() -> waitFor(future, seconds(1))).isInstanceOf(AsyncTimeoutException.class);
            yieldNow();
            trail.is("late");
        });
    }

    @Test
    void aBodyWhoseLastWaitEndedBeforeTheDeadlineStruckReturnsItsResult() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            getRunningLoop().callLater(seconds(1), () -> future.setResult("in time"));
            assertThat(timeout(seconds(1), () -> "got " + future.await())).isEqualTo("got in time");
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void anOutsideCancelInTheTurnOfTheResultIsNotLost() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            var waiter = createTask(() -> waitFor(future, seconds(10)));
            yieldNow();
            future.setResult("kept");
            assertThat(waiter.cancel("outside")).isTrue();
            assertThatThrownBy(waiter::await)
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("outside"));
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(waiter.cancelling()).isEqualTo(1);
            assertThat(future.result()).isEqualTo("kept");
        });
    }

    @Test
    void anOutsideCancelInTheTurnInWhichTheTaskEndsIsNotLost() {
        Loops.virtual(() -> {
            var inner = createTask(() -> sleep(seconds(1), "kept"));
            var waiter = createTask(() -> waitFor(inner, seconds(10)));
            inner.addDoneCallback(_ -> waiter.cancel());
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(inner.result()).isEqualTo("kept");
        });
    }

    @Test // timeout-1
    void anOutsideCancelJustBeforeTheDeadlineWins() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            getRunningLoop().callLater(seconds(1), () -> me.cancel("outside"));
            var future = getRunningLoop().<String>createFuture();
            assertThat(catchThrowable(() -> waitFor(future, seconds(1))))
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("outside"));
            assertThat(me.cancelling()).isEqualTo(1);
            me.uncancel();
        });
    }

    @Test // timeout-1
    void anOutsideCancelJustAfterTheDeadlineStruckWins() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            var e = catchThrowable(() -> waitFor(
                    () -> {
                        getRunningLoop().callLater(seconds(1), me::cancel);
                        sleep(seconds(10));
                    },
                    seconds(1)));
            assertThat(e).isInstanceOf(CancelledError.class);
            assertThat(me.cancelling()).isEqualTo(1);
            me.uncancel();
        });
    }

    @Test
    void anOutsideCancelWhileTheTimedOutTaskCleansUpIsNotLost() {
        Loops.virtual(() -> {
            var inner = createTask(() -> {
                try {
                    sleep(seconds(10));
                } finally {
                    sleep(seconds(5));
                    trail.add("not reached");
                }
            });
            var waiter = createTask(() -> waitFor(inner, seconds(1)));
            sleep(seconds(2));
            assertThat(waiter.isDone()).isFalse();
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(inner.isCancelled()).isTrue();
            trail.is();
        });
    }

    @Test
    void theFailureOfACleanupReplacesTheTimeout() {
        var failure = new IOException("cleanup");
        Loops.virtual(() -> {
            var inner = createTask(() -> {
                try {
                    sleep(seconds(10));
                } catch (CancelledError e) {
                    throw failure;
                }
            });
            assertThat(catchThrowable(() -> waitFor(inner, seconds(1)))).isSameAs(failure);
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }
}
