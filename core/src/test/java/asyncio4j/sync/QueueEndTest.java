package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.QueueEmptyException;
import asyncio4j.QueueShutDownException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Joining queues, shutting them down, iterating to their end. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueEndTest {
    private final Trail trail = new Trail();
    private final AsyncQueue<Integer> queue = new AsyncQueue<>();

    private static void assertTooOften(AsyncQueue<?> queue) {
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too many times");
    }

    private static void assertDown(AsyncQueue<Integer> queue) {
        assertThatThrownBy(() -> queue.put(9)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(() -> queue.putNowait(9)).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDownException.class);
    }

    @Test // queue-13
    void joiningAnEmptyQueueReturnsAtOnce() {
        Loops.virtual(() -> {
            createTask(() -> trail.add("other"));
            queue.join();
            queue.join();
            trail.is();
        });
    }

    @Test // queue-14
    void taskDoneOnceTooOftenIsRefused() {
        for (AsyncQueue<Integer> q : List.of(queue, new AsyncLifoQueue<Integer>(), new AsyncPriorityQueue<Integer>())) {
            assertTooOften(q);
            q.putNowait(1);
            q.taskDone();
            assertTooOften(q);
        }
    }

    @Test
    void joinWaitsUntilEveryItemIsDone() {
        Loops.virtual(() -> {
            queue.putNowait(1);
            queue.putNowait(2);
            var joiner = createTask(() -> queue.join());
            queue.getNowait();
            queue.taskDone();
            yieldNow();
            yieldNow();
            assertThat(joiner.isDone()).isFalse();
            queue.taskDone();
            queue.putNowait(3); // too late to hold the joiner up
            waitFor(joiner, seconds(1));
        });
    }

    @Test // queue-15
    void anImmediateShutdownDropsWhatIsThereAndReleasesJoiners() {
        Loops.virtual(() -> {
            queue.putNowait(1);
            var joiner = createTask(() -> queue.join());
            yieldNow();
            queue.shutdown(true);
            assertThat(queue.qsize()).isZero();
            waitFor(joiner, seconds(1));
            assertDown(queue);
            assertTooOften(queue);
        });
    }

    @Test // queue-16
    void anImmediateShutdownLeavesWhatWasTakenToBeReportedDone() {
        Loops.virtual(() -> {
            queue.putNowait(1);
            queue.putNowait(2);
            queue.get();
            queue.shutdown(true);
            var joiner = createTask(() -> queue.join());
            yieldNow();
            assertThat(joiner.isDone()).isFalse();
            queue.taskDone();
            waitFor(joiner, seconds(1));
            assertTooOften(queue);
        });
    }

    @Test // queue-17
    void aShutdownRefusesTheBlockedPutterAndKeepsWhatIsThere() {
        Loops.virtual(() -> {
            var small = new AsyncQueue<Integer>(1);
            small.put(1);
            var putter = createTask(() -> small.put(2));
            var joiner = createTask(() -> small.join());
            yieldNow();
            small.shutdown();
            assertThatThrownBy(putter::await).isInstanceOf(QueueShutDownException.class);
            assertThat(small.get()).isEqualTo(1);
            assertDown(small);
            assertThat(joiner.isDone()).isFalse();
            small.taskDone();
            waitFor(joiner, seconds(1));
            assertTooOften(small);
        });
    }

    @Test // queue-20
    void toStringSaysThatItIsShutDown() {
        queue.shutdown();
        assertThat(queue.toString()).contains("shutdown");
        queue.shutdown(true);
    }

    @Test
    void aShutdownLetsWaitingGettersGo() {
        Loops.virtual(() -> {
            var getters = List.of(createTask(() -> queue.get()), createTask(() -> queue.get()));
            yieldNow();
            queue.putNowait(1);
            queue.shutdown(); // the first was promised the item
            assertThat(getters.getFirst().await()).isEqualTo(1);
            assertThatThrownBy(() -> waitFor(getters.getLast(), seconds(1))).isInstanceOf(QueueShutDownException.class);
        });
    }

    @Test
    void anItemPromisedBeforeTheShutdownIsNotLostWhenItsGetterIsCancelled() {
        Loops.virtual(() -> {
            var first = createTask(() -> queue.get());
            yieldNow();
            queue.putNowait(1);
            queue.shutdown();
            var late = createTask(
                    () -> { // comes while the item is still promised
                        for (int item : queue) {
                            trail.add(item);
                            queue.taskDone();
                        }
                    });
            createTask(() -> {});
            assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmptyException.class);
            first.cancel();
            waitFor(late, seconds(1));
            trail.is(1);
            waitFor(() -> queue.join(), seconds(1));
        });
    }

    @Test
    void iteratingEndsWhenShutDownAndDrained() {
        Loops.virtual(() -> {
            var consumer = createTask(() -> {
                for (int item : queue) {
                    trail.add(item);
                    yieldNow();
                }
                trail.add("end");
            });
            yieldNow();
            queue.put(1);
            yieldNow();
            queue.put(2);
            queue.put(3);
            queue.shutdown();
            consumer.await();
            trail.is(1, 2, 3, "end");
        });
    }

    @Test
    void severalTasksMayShareAnIteration() {
        Loops.virtual(() -> {
            var consumers = List.of(createTask(this::consume), createTask(this::consume), createTask(this::consume));
            yieldNow();
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            queue.shutdown();
            consumers.forEach(c -> c.await());
            assertThat(trail.events()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        });
    }

    private void consume() {
        for (int item : queue) {
            trail.add(item);
            yieldNow();
        }
    }

    @Test
    void anIteratorKeepsTheItemItAskedFor() {
        Loops.virtual(() -> {
            queue.put(1);
            queue.put(null);
            queue.shutdown();
            var iterator = queue.iterator();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isEqualTo(1);
            assertThat(iterator.next()).isNull();
            assertThat(iterator.hasNext()).isFalse();
            assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        });
    }
}
