package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues with an order of their own. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PriorityQueueTest {
    private final Trail trail = new Trail();

    private static <T> List<T> drained(AsyncQueue<T> queue) {
        var items = new ArrayList<T>();
        while (!queue.empty()) {
            items.add(queue.getNowait());
        }
        return items;
    }

    @Test // queue-2, queue-3
    void itemsComeOutYoungestFirstOrSmallestFirst() {
        Loops.virtual(() -> {
            for (var queue : List.of(new AsyncLifoQueue<Integer>(), new AsyncPriorityQueue<Integer>())) {
                for (int i : new int[] {1, 3, 2}) {
                    queue.put(i);
                }
                trail.add(queue.get() + " " + queue.get() + " " + queue.get());
            }
            trail.is("2 3 1", "1 2 3");
        });
    }

    @Test
    void equalItemsOfAPriorityQueueComeOutInTheOrderOfPutting() {
        record Job(int priority, String name) {}
        var queue = new AsyncPriorityQueue<Job>(0, Comparator.comparingInt(Job::priority));
        for (String name : List.of("a", "b", "c")) {
            queue.putNowait(new Job(2, name));
            queue.putNowait(new Job(1, name.toUpperCase(java.util.Locale.ROOT)));
        }
        assertThat(drained(queue)).extracting(Job::name).containsExactly("A", "B", "C", "a", "b", "c");
    }

    @Test
    void aComparatorThatThrowsLosesNothing() {
        var random = new Random(3);
        var angry = new AtomicBoolean();
        int[] calls = {0};
        var queue = new AsyncPriorityQueue<Integer>(0, (a, b) -> {
            if (angry.get() && --calls[0] < 0) {
                throw new IllegalStateException("cannot compare");
            }
            return Integer.compare(a, b);
        });
        var expected = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            int item = random.nextInt(1000);
            queue.putNowait(item);
            expected.add(item);
            angry.set(true);
            calls[0] = i % 5;
            try {
                queue.putNowait(-1 - i);
                expected.add(-1 - i);
            } catch (IllegalStateException e) {
                assertThat(queue.qsize()).isEqualTo(expected.size());
            }
            angry.set(false);
        }
        expected.sort(null);
        assertThat(drained(queue)).isEqualTo(expected);
    }

    @Test
    void aWaitingPutterWhoseItemCannotBeComparedGivesItsPlaceToTheNext() {
        Loops.virtual(() -> {
            var queue = new AsyncPriorityQueue<Object>(2);
            queue.put(1);
            queue.put(2);
            var bad = createTask(() -> queue.put("text"));
            var good = createTask(() -> queue.put(3));
            yieldNow();
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(bad::await).isInstanceOf(ClassCastException.class);
            waitFor(good, seconds(1));
            assertThat(drained(queue)).containsExactly(2, 3);
            assertThatThrownBy(() -> new AsyncPriorityQueue<Object>().putNowait(new Object()))
                    .isInstanceOf(ClassCastException.class);
            assertThatThrownBy(() -> queue.putNowait(null)).isInstanceOf(NullPointerException.class);
        });
    }
}
