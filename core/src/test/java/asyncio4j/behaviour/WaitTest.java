package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.WaitResult;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for some of several futures without cancelling any. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitTest {
    private static Task<String> ends(long millis, String value) {
        return createTask(() -> sleep(millis(millis), value));
    }

    private static Task<String> fails(long millis) {
        return createTask(() -> {
            sleep(millis(millis));
            throw new IOException("after " + millis);
        });
    }

    private static double now() {
        return getRunningLoop().time();
    }

    private static void assertAll(WaitResult<String> result, Set<?> done, Set<?> pending) {
        assertThat(Set.<Object>copyOf(result.done())).isEqualTo(done);
        assertThat(Set.<Object>copyOf(result.pending())).isEqualTo(pending);
    }

    @Test
    void cancellingTheWaiterLeavesWhatItWaitsForAlone() { // wait-1, wait-5
        Loops.virtual(() -> {
            AsyncFuture<String> set = getRunningLoop().createFuture();
            var inner = createTask(() -> set.await());
            var outer = createTask(() -> Asyncio.wait(List.of(inner), ReturnWhen.ALL_COMPLETED));
            yieldNow();
            yieldNow();
            assertThat(outer.cancel()).isTrue();
            assertThatThrownBy(() -> outer.await()).isInstanceOf(CancelledError.class);
            assertThat(outer.isCancelled()).isTrue();
            assertThat(inner.isDone()).isFalse();
            assertThat(inner.cancelling()).isZero();
            set.setResult("later");
            assertThat(inner.await()).isEqualTo("later");
        });
    }

    @Test
    void waitingForNothingIsRefused() { // wait-2, wait-8
        Loops.virtual(() -> {
            var nothing = List.<AsyncFuture<String>>of();
            for (ReturnWhen when : ReturnWhen.values()) {
                assertThatThrownBy(() -> Asyncio.wait(nothing, when)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Asyncio.wait(nothing, when, millis(1)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void allCompletedWaitsForFailuresTooAndThrowsNone() { // wait-3
        Loops.virtual(() -> {
            double start = now();
            var good = ends(100, "good");
            var bad = fails(150);
            var result = Asyncio.<String>wait(List.of(good, bad), ReturnWhen.ALL_COMPLETED);
            assertAll(result, Set.of(good, bad), Set.of());
            assertThat(now() - start).isCloseTo(0.15, within(1e-6));
            assertThat(result.done().stream().filter(f -> f.exception() != null))
                    .hasSize(1);
        });
    }

    @Test
    void aTaskGivenTwiceCountsOnce() { // wait-4
        Loops.virtual(() -> {
            var test = ends(10, "test");
            var spam = ends(20, "spam");
            var result = Asyncio.<String>wait(List.of(test, test, spam), ReturnWhen.ALL_COMPLETED);
            assertAll(result, Set.of(test, spam), Set.of());
            assertThat(result.done().stream().map(AsyncFuture::result)).containsExactly("test", "spam");
        });
    }

    @Test
    void whatEndsAtTheMomentOfTheTimeoutIsDone() { // wait-6
        Loops.virtual(() -> {
            double start = now();
            var a = ends(100, "a");
            var b = ends(150, "b");
            yieldNow();
            var result = Asyncio.<String>wait(List.of(b, a), ReturnWhen.ALL_COMPLETED, millis(100));
            assertAll(result, Set.of(a), Set.of(b));
            assertThat(now() - start).isCloseTo(0.1, within(1e-6));
            assertThat(b.cancelling()).isZero();
            assertThat(b.await()).isEqualTo("b");
            var c = ends(100, "c"); // its sleep begins after the deadline was set
            assertAll(Asyncio.wait(List.of(c), ReturnWhen.ALL_COMPLETED, millis(100)), Set.of(c), Set.of());
        });
    }

    @Test
    void aTimeoutThrowsNothingAndCancelsNothing() {
        Loops.virtual(() -> {
            var task = ends(100, "t");
            var none = Asyncio.<String>wait(List.of(task), ReturnWhen.FIRST_COMPLETED, millis(10));
            assertAll(none, Set.of(), Set.of(task));
            var already = Asyncio.<String>wait(List.of(task), ReturnWhen.FIRST_COMPLETED, Duration.ZERO);
            assertAll(already, Set.of(), Set.of(task));
            var whole = Asyncio.<String>wait(List.of(task), ReturnWhen.FIRST_COMPLETED, null);
            assertAll(whole, Set.of(task), Set.of());
        });
    }

    @Test
    void aStreamOfTasksIsWaitedFor() { // wait-7
        Loops.virtual(() -> {
            Stream<Task<Integer>> tasks = IntStream.range(0, 10).mapToObj(i -> createTask(() -> sleep(millis(i), i)));
            var result = Asyncio.<Integer>wait(tasks.toList(), ReturnWhen.ALL_COMPLETED);
            assertThat(result.done()).hasSize(10);
            assertThat(result.pending()).isEmpty();
        });
    }

    @Test
    void firstCompletedReturnsWithTheFirst() {
        Loops.virtual(() -> {
            double start = now();
            var slow = ends(300, "slow");
            var quick = fails(100);
            var result = Asyncio.<String>wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);
            assertAll(result, Set.of(quick), Set.of(slow));
            assertThat(now() - start).isCloseTo(0.1, within(1e-6));
            assertThat(quick.exception()).hasMessage("after 100");
            assertThat(slow.await()).isEqualTo("slow");
        });
    }

    @Test
    void firstExceptionPassesOverResultsAndCancellations() {
        Loops.virtual(() -> {
            double start = now();
            var good = ends(100, "good");
            var cancelled = ends(900, "cancelled");
            getRunningLoop().callLater(millis(150), () -> cancelled.cancel());
            var bad = fails(200);
            var slow = ends(300, "slow");
            var all = List.of(good, cancelled, bad, slow);
            var result = Asyncio.<String>wait(all, ReturnWhen.FIRST_EXCEPTION);
            assertAll(result, Set.of(good, cancelled, bad), Set.of(slow));
            assertThat(now() - start).isCloseTo(0.2, within(1e-6));
            assertThat(bad.exception()).isNotNull();
            var rest = Asyncio.<String>wait(List.of(good, slow), ReturnWhen.FIRST_EXCEPTION);
            assertAll(rest, Set.of(good, slow), Set.of());
            assertThat(now() - start).isCloseTo(0.3, within(1e-6));
        });
    }

    @Test
    void whatIsDoneAlreadyEndsTheWaitAtOnce() {
        Loops.virtual(() -> {
            double start = now();
            AsyncFuture<String> done = getRunningLoop().createFuture();
            AsyncFuture<String> failed = getRunningLoop().createFuture();
            AsyncFuture<String> pending = getRunningLoop().createFuture();
            done.setResult("r");
            failed.setException(new IOException("x"));
            assertAll(Asyncio.wait(List.of(done, failed), ReturnWhen.ALL_COMPLETED), Set.of(done, failed), Set.of());
            assertAll(Asyncio.wait(List.of(pending, done), ReturnWhen.FIRST_COMPLETED), Set.of(done), Set.of(pending));
            assertAll(
                    Asyncio.wait(List.of(pending, failed), ReturnWhen.FIRST_EXCEPTION),
                    Set.of(failed),
                    Set.of(pending));
            assertThat(now()).isEqualTo(start);
            assertThat(failed.exception()).isNotNull();
        });
    }

    @Test
    void futuresOfAnotherLoopAreRefused() {
        try (var other = newEventLoop()) {
            AsyncFuture<String> foreign = other.createFuture();
            Loops.virtual(() -> {
                AsyncFuture<String> own = getRunningLoop().createFuture();
                assertThatThrownBy(() -> Asyncio.wait(List.of(own, foreign), ReturnWhen.FIRST_COMPLETED))
                        .isInstanceOf(IllegalArgumentException.class);
            });
            assertThat(foreign.isDone()).isFalse();
        }
    }

    @Test
    void waitingNeedsARunningLoop() {
        try (var loop = newEventLoop()) {
            AsyncFuture<String> future = loop.createFuture();
            assertThatThrownBy(() -> Asyncio.wait(List.of(future), ReturnWhen.ALL_COMPLETED))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
        }
    }

    @Test
    void aCancelledMemberDoesNotCancelTheWaiter() {
        Loops.virtual(() -> {
            var member = ends(100, "never");
            getRunningLoop().callLater(millis(10), () -> member.cancel());
            var result = Asyncio.<String>wait(List.of(member), ReturnWhen.ALL_COMPLETED);
            assertAll(result, Set.of(member), Set.of());
            assertThat(member.isCancelled()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
