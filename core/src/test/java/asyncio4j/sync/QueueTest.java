package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.CancelledError;
import asyncio4j.QueueEmptyException;
import asyncio4j.QueueFullException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Putting into queues and getting out of them. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueTest {
    private final Trail trail = new Trail();

    private static <T> List<T> drained(AsyncQueue<T> queue) {
        var items = new ArrayList<T>();
        while (!queue.empty()) {
            items.add(queue.getNowait());
        }
        return items;
    }

    @Test // queue-1
    void anItemIsNotLostWithACancelledGetter() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<String>();
            var getter = createTask(() -> queue.get());
            yieldNow();
            getter.cancel();
            queue.putNowait("h");
            yieldNow();
            assertThat(queue.getNowait()).isEqualTo("h");
            assertThat(getter.isCancelled()).isTrue();
        });
    }

    @Test // queue-4, queue-7, queue-8
    void withoutWaitingItWorksOutsideALoop() {
        var queue = new AsyncQueue<Integer>();
        assertThat(queue.empty()).isTrue();
        queue.putNowait(1);
        assertThat(queue.empty()).isFalse();
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.getNowait()).isEqualTo(1);
        assertThat(queue.empty()).isTrue();
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
    }

    @Test // queue-5
    void aFullQueueHoldsItsProducer() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(2);
            createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.put(i);
                    trail.add(i);
                }
            });
            yieldNow();
            yieldNow();
            trail.is(0, 1);
            assertThat(queue.full()).isTrue();
            assertThat(queue.get()).isZero();
            yieldNow();
            trail.is(0, 1, 2);
            assertThat(queue.maxsize()).isEqualTo(2);
        });
    }

    @Test // queue-6
    void theSecondGetterGetsWhatTheCancelledOneDoesNot() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<String>();
            var first = createTask(() -> queue.get());
            var second = createTask(() -> queue.get());
            yieldNow();
            first.cancel();
            yieldNow();
            queue.put("a");
            assertThat(waitFor(second, seconds(1))).isEqualTo("a");
            assertThat(first.isCancelled()).isTrue();
        });
    }

    @Test // queue-9
    void whatIsPutComesOut() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>();
            queue.put(1);
            assertThat(queue.get()).isEqualTo(1);
            queue.put(null);
            assertThat(queue.get()).isNull();
        });
    }

    @Test // queue-10, queue-11
    void aSecondPutGoesOnWhenThereIsAPlace() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(1);
            queue.put(1);
            assertThatThrownBy(() -> queue.putNowait(9)).isInstanceOf(QueueFullException.class);
            double start = getRunningLoop().time();
            getRunningLoop().callLater(millis(10), () -> trail.add(queue.getNowait()));
            queue.put(2);
            assertThat(getRunningLoop().time() - start).isCloseTo(0.01, within(1e-6));
            trail.is(1);
            assertThat(drained(queue)).containsExactly(2);
        });
    }

    @Test // queue-12, queue-18
    void aPutterCancelledAfterItWasGrantedAPlacePutsNothing() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(1);
            queue.put(1);
            var writer = createTask(() -> queue.put(2));
            yieldNow();
            assertThat(queue.getNowait()).isEqualTo(1);
            writer.cancel();
            assertThatThrownBy(writer::await).isInstanceOf(CancelledError.class);
            queue.putNowait(2);
            assertThat(drained(queue)).containsExactly(2);
            assertThat(queue.qsize()).isZero();
        });
    }

    @Test // queue-19
    void aGetWakesABlockedPutter() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(1);
            queue.put(1);
            var putter = createTask(() -> queue.put(2));
            yieldNow();
            assertThat(queue.get()).isEqualTo(1);
            waitFor(putter, seconds(1));
            assertThat(queue.get()).isEqualTo(2);
        });
    }

    @Test
    void nobodyOvertakesAWaitingGetterOrPutter() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(1);
            var getter = createTask(() -> queue.get());
            yieldNow();
            queue.putNowait(1);
            assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
            assertThat(getter.await()).isEqualTo(1);

            queue.put(2);
            createTask(() -> queue.put(3));
            yieldNow();
            queue.getNowait();
            assertThatThrownBy(() -> queue.putNowait(4)).isInstanceOf(QueueFullException.class);
            assertThat(queue.get()).isEqualTo(3);
        });
    }

    @Test
    void manyGettersAndPuttersAreServedInOrder() {
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(1);
            for (int i = 0; i < 20; i++) {
                int n = i;
                createTask(() -> queue.put(n));
            }
            yieldNow();
            for (int i = 0; i < 20; i++) {
                int n = i;
                createTask(() -> trail.add(n + "=" + queue.get()));
            }
            for (int i = 0; i < 60; i++) {
                yieldNow();
            }
            assertThat(trail.events()).hasSize(20).allMatch(e -> e.matches("(\\d+)=\\1"));
        });
    }
}
