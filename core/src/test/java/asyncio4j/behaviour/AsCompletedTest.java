package asyncio4j.behaviour;

import static asyncio4j.Asyncio.asCompleted;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures in the order in which they end. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsCompletedTest {
    private final Trail trail = new Trail();

    private static Task<String> ends(long millis, String value) {
        return createTask(() -> sleep(millis(millis), value));
    }

    private static double now() {
        return getRunningLoop().time();
    }

    @Test
    void futuresComeInTheOrderOfTheirEnd() { // as_completed-1
        Loops.virtual(() -> {
            double start = now();
            Awaitable<String> a = () -> sleep(millis(10), "a");
            Awaitable<String> b = () -> sleep(millis(10), "b");
            Awaitable<String> c = () -> sleep(millis(150), "c");
            var seen = new ArrayList<String>();
            for (AsyncFuture<String> next : asCompleted(List.of(b, c, a))) {
                assertThat(next.isDone()).isTrue();
                seen.add(next.await());
                trail.add(Math.round((now() - start) * 1000));
            }
            assertThat(seen.subList(0, 2)).containsExactlyInAnyOrder("a", "b");
            assertThat(seen.subList(2, 3)).containsExactly("c");
        });
        trail.is(10, 10, 150);
    }

    @Test
    void theVeryObjectsThatWereGivenAreYielded() {
        Loops.virtual(() -> {
            var slow = ends(20, "slow");
            var quick = ends(10, "quick");
            AsyncFuture<String> done = getRunningLoop().createFuture();
            done.setResult("done");
            var seen = new ArrayList<Object>();
            asCompleted(List.of(slow, quick, done)).forEach(seen::add);
            assertThat(seen).hasSize(3);
            assertThat(seen.get(0)).isSameAs(done);
            assertThat(seen.get(1)).isSameAs(quick);
            assertThat(seen.get(2)).isSameAs(slow);
        });
    }

    @Test
    void cancellingTheConsumerLeavesTheTasksAlone() { // as_completed-2
        Loops.virtual(() -> {
            var one = ends(10, "one");
            var two = ends(20, "two");
            var consumer = createTask(() -> {
                for (var next : asCompleted(List.of(one, two))) {
                    trail.add(next.result());
                }
            });
            sleep(millis(15));
            consumer.cancel();
            assertThatThrownBy(() -> consumer.await()).isInstanceOf(CancelledError.class);
            assertThat(consumer.isCancelled()).isTrue();
            assertThat(two.isDone()).isFalse();
            assertThat(two.cancelling()).isZero();
            assertThat(two.await()).isEqualTo("two");
        });
        trail.is("one");
    }

    @Test
    void whatIsYieldedCanBeAwaitedTogether() { // as_completed-3
        Loops.virtual(() -> {
            double start = now();
            var yielded = new ArrayList<AsyncFuture<String>>();
            var bodies = List.<Awaitable<String>>of(() -> sleep(millis(50), "a"), () -> sleep(millis(50), "b"));
            for (AsyncFuture<String> next : asCompleted(bodies)) {
                yielded.add(next);
            }
            assertThat(gather(yielded)).containsExactlyInAnyOrder("a", "b");
            assertThat(now() - start).isCloseTo(0.05, within(1e-6));
        });
    }

    @Test
    void aTaskGivenTwiceCountsOnceAndALambdaRunsOncePerMention() { // as_completed-4
        Loops.virtual(() -> {
            var ham = ends(10, "ham");
            var spam = ends(20, "spam");
            for (var next : asCompleted(List.of(ham, ham, spam))) {
                trail.add(next.await());
            }
            Awaitable<String> lambda = () -> sleep(millis(1), "eggs");
            for (AsyncFuture<String> next : asCompleted(List.of(lambda, lambda))) {
                trail.add(next.await());
            }
        });
        trail.is("ham", "spam", "eggs", "eggs");
    }

    @Test
    void aLoopThatWasLeftCanBeContinued() { // as_completed-5
        Loops.virtual(() -> {
            var completed = asCompleted(List.of(ends(40, "4"), ends(20, "2"), ends(10, "1"), ends(30, "3")));
            int n = 0;
            for (var next : completed) {
                trail.add(next.result());
                if (++n == 2) {
                    break;
                }
            }
            for (var next : completed) {
                trail.add(next.result());
            }
        });
        trail.is("1", "2", "3", "4");
    }

    @Test
    void aConsumerCancelledTogetherWithAResultLeavesItToTheNext() {
        Loops.virtual(() -> {
            AsyncFuture<String> one = getRunningLoop().createFuture();
            AsyncFuture<String> two = getRunningLoop().createFuture();
            var completed = asCompleted(List.of(one, two));
            var consumer = createTask(() -> completed.iterator().next().result());
            yieldNow();
            one.setResult("one");
            consumer.cancel();
            assertThatThrownBy(() -> consumer.await()).isInstanceOf(CancelledError.class);
            two.setResult("two");
            for (var next : completed) {
                trail.add(next.result());
            }
        });
        trail.is("one", "two");
    }

    @Test
    void theIteratorEndsAfterTheLast() {
        Loops.virtual(() -> {
            var it = asCompleted(List.of(ends(10, "1"), ends(20, "2"))).iterator();
            assertThat(it.hasNext()).isTrue();
            assertThat(it.next().result()).isEqualTo("1");
            assertThat(it.hasNext()).isTrue();
            assertThat(it.next().result()).isEqualTo("2");
            assertThat(it.hasNext()).isFalse();
            assertThatThrownBy(it::next).isInstanceOf(NoSuchElementException.class);
            assertThat(asCompleted(List.<Task<String>>of())).isEmpty();
        });
    }

    @Test
    void failuresAndCancellationsAreYieldedNotThrown() {
        Loops.virtual(() -> {
            var failure = new IOException("x");
            Task<String> bad = createTask(() -> {
                sleep(millis(10));
                throw failure;
            });
            var cancelled = ends(90, "never");
            getRunningLoop().callLater(millis(20), () -> cancelled.cancel());
            var it = asCompleted(List.of(cancelled, bad)).iterator();
            var first = it.next();
            assertThat(first).isSameAs(bad);
            assertThat(catchThrowable(() -> first.await())).isSameAs(failure);
            var second = it.next();
            assertThat(second).isSameAs(cancelled);
            assertThat(second.isCancelled()).isTrue();
        });
    }

    @Test
    void expiryIsRaisedByNextAndCancelsNothing() {
        Loops.virtual(() -> {
            double start = now();
            var quick = ends(10, "quick");
            var slow = ends(100, "slow");
            var it = asCompleted(List.of(slow, quick), millis(50)).iterator();
            assertThat(it.next()).isSameAs(quick);
            assertThatThrownBy(it::next).isInstanceOf(AsyncTimeoutException.class);
            assertThat(now() - start).isCloseTo(0.05, within(1e-6));
            assertThat(slow.isDone()).isFalse();
            assertThat(slow.cancelling()).isZero();
            assertThat(slow.await()).isEqualTo("slow");
        });
    }

    @Test
    void withoutExpiryTheDeadlineLeavesNoTrace() {
        Loops.virtual(() -> {
            double start = now();
            for (var next : asCompleted(List.of(ends(10, "1"), ends(20, "2")), millis(500))) {
                trail.add(next.result());
            }
            for (var next : asCompleted(List.of(ends(10, "3")), null)) {
                trail.add(next.result());
            }
            assertThat(now() - start).isCloseTo(0.03, within(1e-6));
        });
        trail.is("1", "2", "3");
    }

    @Test
    void itNeedsARunningLoopAndFuturesOfThatLoop() { // as_completed-6
        var bodies = List.<Awaitable<String>>of(() -> "a");
        assertThatThrownBy(() -> asCompleted(bodies).iterator().next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        try (var other = newEventLoop()) {
            AsyncFuture<String> foreign = other.createFuture();
            foreign.setResult("x");
            Loops.virtual(() -> {
                assertThatThrownBy(() -> asCompleted(List.of(foreign))).isInstanceOf(IllegalArgumentException.class);
                yieldNow();
            });
        }
    }
}
