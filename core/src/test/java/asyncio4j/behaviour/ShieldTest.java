package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shielded awaitables outlive the cancellation of those who wait for them. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShieldTest {
    private final Trail trail = new Trail();

    private static <T> AsyncFuture<T> future() {
        return getRunningLoop().createFuture();
    }

    private static void assertEndsCancelled(Task<?> task) {
        assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void cancellingTheShieldedFutureReachesTheAwaiter() { // shield-1
        Loops.virtual(() -> {
            AsyncFuture<String> inner = future();
            var outer = createTask(() -> {
                try {
                    return shield(inner);
                } catch (CancelledError e) {
                    trail.add(e.message() + " " + currentTask().cancelling());
                    throw e;
                }
            });
            yieldNow();
            inner.cancel("inner");
            assertEndsCancelled(outer);
        });
        trail.is("inner 0");
    }

    @Test
    void cancellingTheAwaiterLeavesTheShieldedAlone() { // shield-2
        Loops.virtual(() -> {
            AsyncFuture<String> inner = future();
            var outer = createTask(() -> shield(inner));
            yieldNow();
            assertThat(outer.cancel()).isTrue();
            assertEndsCancelled(outer);
            assertThat(inner.isDone()).isFalse();
            inner.setResult("still wanted");
            assertThat(inner.await()).isEqualTo("still wanted");
        });
    }

    @Test
    void aShieldedLambdaRunsToItsEnd() {
        Loops.virtual(() -> {
            var outer = createTask(() -> shield(() -> {
                sleep(seconds(2));
                trail.add("inner ended");
            }));
            yieldNow();
            yieldNow();
            outer.cancel();
            assertEndsCancelled(outer);
            trail.add("outer cancelled");
            sleep(seconds(3));
        });
        trail.is("outer cancelled", "inner ended");
    }

    @Test
    void aCallerCancelledBeforeTheShieldedLambdaStartedDoesNotStopIt() {
        Loops.virtual(() -> {
            var outer = createTask(() -> shield(() -> trail.add("inner ran")));
            createTask(() -> outer.cancel());
            assertEndsCancelled(outer);
            yieldNow();
        });
        trail.is("inner ran");
    }

    @Test
    void theResultGoesThrough() { // shield-3, shield-6
        Loops.virtual(() -> {
            AsyncFuture<Integer> inner = future();
            var outer = createTask(() -> shield(inner));
            yieldNow();
            inner.setResult(42);
            assertThat(outer.await()).isEqualTo(42);
            assertThat(shield(inner)).isEqualTo(42);
        });
    }

    @Test
    void theVeryFailureGoesThroughAndIsNotReported() {
        var failure = new IOException("x");
        Reports.of(() -> {
                    AsyncFuture<Integer> inner = future();
                    var outer = createTask(() -> shield(inner));
                    yieldNow();
                    inner.setException(failure);
                    assertThat(catchThrowable(() -> outer.await())).isSameAs(failure);
                    assertThat(catchThrowable(() -> shield(() -> {
                                throw failure;
                            })))
                            .isSameAs(failure);
                })
                .areNone();
    }

    @Test
    void aGatherOfShieldsIsCancelledWithoutWhatTheyShield() { // shield-4
        Reports.of(() -> {
                    AsyncFuture<Integer> one = future();
                    AsyncFuture<Integer> two = future();
                    var first = createTask(() -> shield(one));
                    var second = createTask(() -> shield(two));
                    var outer = createTask(() -> gather(first, second));
                    yieldNow();
                    yieldNow();
                    outer.cancel();
                    assertEndsCancelled(outer);
                    assertEndsCancelled(first);
                    assertEndsCancelled(second);
                    one.setResult(1);
                    two.setResult(2);
                    yieldNow();
                    assertThat(one.result() + two.result()).isEqualTo(3);
                })
                .areNone();
    }

    @Test
    void aFailureAfterTheAwaiterWasCancelledIsReportedOnce() { // shield-5
        var failure = new IOException("lost");
        Reports.of(() -> {
                    var reports = Reports.attached(getRunningLoop());
                    AsyncFuture<Integer> inner = future();
                    var outer = createTask(() -> shield(inner));
                    yieldNow();
                    outer.cancel();
                    assertEndsCancelled(outer);
                    reports.areNone();
                    inner.setException(failure);
                    sleep(seconds(1));
                    reports.areOnly("", failure);
                    assertThat(inner.isDone()).isTrue();
                })
                .areNone();
    }

    @Test
    void aFailureOfAShieldedTaskThatNobodyWaitsForAnyMoreIsReportedOnce() {
        var failure = new IOException("lost");
        Reports.of(() -> {
                    var outer = createTask(() -> shield(() -> {
                        sleep(seconds(1));
                        throw failure;
                    }));
                    yieldNow();
                    yieldNow();
                    outer.cancel();
                    assertEndsCancelled(outer);
                    sleep(seconds(2));
                })
                .areOnly("", failure);
    }

    @Test
    void aFailureShieldedTwiceIsReportedOnce() { // shield-9
        var failure = new IOException("lost");
        Reports.of(() -> {
                    AsyncFuture<Integer> inner = future();
                    var one = createTask(() -> shield(inner));
                    var two = createTask(() -> shield(inner));
                    yieldNow();
                    one.cancel();
                    two.cancel();
                    assertEndsCancelled(one);
                    assertEndsCancelled(two);
                    inner.setException(failure);
                    yieldNow();
                    yieldNow();
                })
                .areOnly("", failure);
    }

    @Test
    void aCancelThatMeetsTheEndOfTheShieldedLosesNothing() {
        var failure = new IOException("met");
        Reports.of(() -> {
                    AsyncFuture<Integer> good = future();
                    AsyncFuture<Integer> bad = future();
                    var one = createTask(() -> shield(good));
                    var two = createTask(() -> shield(bad));
                    yieldNow();
                    good.setResult(42);
                    bad.setException(failure);
                    assertThat(one.cancel()).isTrue();
                    assertThat(two.cancel()).isTrue();
                    assertEndsCancelled(one);
                    assertEndsCancelled(two);
                    assertThat(good.result()).isEqualTo(42);
                })
                .areOnly("", failure);
    }

    @Test
    void aShieldWorksOnALoopOfOnesOwnAndNeedsARunningOne() { // shield-7, shield-8
        try (var loop = VirtualTime.newLoop()) {
            int result = loop.<Integer>runUntilComplete(() -> shield(() -> sleep(seconds(1), 42)));
            assertThat(result).isEqualTo(42);
        }
        assertThatThrownBy(() -> shield(() -> trail.add("ran")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        trail.is();
    }
}
