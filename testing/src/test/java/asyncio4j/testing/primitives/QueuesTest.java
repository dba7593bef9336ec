package asyncio4j.testing.primitives;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.primitives.Explored.names;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.QueueShutDownException;
import asyncio4j.Task;
import asyncio4j.sync.AsyncLifoQueue;
import asyncio4j.sync.AsyncPriorityQueue;
import asyncio4j.sync.AsyncQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every item that was put is got once: in every schedule, whoever is cancelled where. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueuesTest {
    private static void handedOver(Supplier<AsyncQueue<Integer>> make, int sides, int items) {
        var queue = make.get();
        var put = new ArrayList<Integer>();
        var got = new ArrayList<Integer>();
        var producers = new ArrayList<Task<Void>>();
        var consumers = new ArrayList<Task<Void>>();
        for (int p = 0; p < sides; p++) {
            int first = p * items;
            producers.add(createTask("producer" + p, () -> {
                for (int i = first; i < first + items; i++) {
                    queue.put(i);
                    put.add(i);
                }
            }));
            consumers.add(createTask("consumer" + p, () -> {
                while (true) {
                    try {
                        got.add(queue.get());
                    } catch (QueueShutDownException e) {
                        return;
                    }
                    queue.taskDone();
                    yieldNow();
                }
            }));
        }
        // One that never ends by itself and is never cancelled: else a full queue would keep its producers.
        Task<Void> last = createTask("last", () -> {
            for (int item : queue) {
                got.add(item);
                queue.taskDone();
            }
        });
        gatherSettled(producers);
        queue.join();
        queue.shutdown();
        gatherSettled(consumers);
        last.await();
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        assertThat(queue.empty()).isTrue();
    }

    @Test
    void boundedQueue() {
        Explored.exhaustively(() -> handedOver(() -> new AsyncQueue<>(1), 1, 2), "producer0", "consumer0");
        Explored.byChance(() -> handedOver(() -> new AsyncQueue<>(2), 3, 3), targets(3));
    }

    @Test
    void queueWithoutABound() {
        Explored.exhaustively(() -> handedOver(AsyncQueue::new, 1, 2), "consumer0");
        Explored.byChance(() -> handedOver(AsyncQueue::new, 3, 3), targets(3));
    }

    @Test
    void otherOrders() {
        Explored.byChance(() -> handedOver(() -> new AsyncLifoQueue<>(1), 3, 3), targets(3));
        Explored.byChance(() -> handedOver(() -> new AsyncPriorityQueue<>(1), 3, 3), targets(3));
    }

    @Test
    void shutDownQueueLetsNobodyWait() {
        Runnable body = () -> {
            var queue = new AsyncQueue<Integer>(1);
            var ends = new ArrayList<Task<?>>();
            for (int i = 0; i < 2; i++) {
                ends.add(createTask("producer" + i, () -> {
                    queue.put(1);
                    queue.put(2);
                }));
                ends.add(createTask("consumer" + i, () -> queue.get()));
            }
            ends.add(createTask("closer", () -> queue.shutdown(true)));
            gatherSettled(List.copyOf(ends));
        };
        Explored.exhaustively(body::run, "producer1");
        Explored.byChance(body::run, targets(2));
    }

    private static String[] targets(int sides) {
        var all = new ArrayList<>(List.of(names("producer", sides)));
        all.addAll(List.of(names("consumer", sides)));
        return all.toArray(String[]::new);
    }
}
