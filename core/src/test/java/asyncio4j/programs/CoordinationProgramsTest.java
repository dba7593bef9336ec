package asyncio4j.programs;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.CancelledError;
import asyncio4j.QueueFullException;
import asyncio4j.QueueShutDownException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncBarrier;
import asyncio4j.sync.AsyncCondition;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;
import java.util.ArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs with events, conditions, semaphores, barriers and queues. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinationProgramsTest {
    private final Trail out = new Trail();
    private int inside;
    private int max;

    private static <T> ArrayList<Task<T>> tasks(int count, IntFunction<Task<T>> make) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(make).toList());
    }

    @Test
    void oneEventWakesItsWaiters() { // P11
        Loops.virtual(() -> {
            var event = new AsyncEvent();
            var seen = new ArrayList<Boolean>();
            var waiters = tasks(
                    2,
                    i -> createTask(() -> {
                        seen.add(event.await());
                        out.add("Event triggered! " + (i + 1));
                    }));
            waiters.add(createTask(() -> {
                sleep(seconds(1));
                out.add("setting");
                event.set();
            }));
            gather(waiters);
            out.add(event.isSet());
            event.clear();
            out.add(event.isSet());
        });
        out.is("setting", "Event triggered! 1", "Event triggered! 2", "true", "false");
    }

    @Test
    void consumerWaitsProducerNotifies() { // P12
        Loops.virtual(() -> {
            var condition = new AsyncCondition();
            var items = new ArrayList<String>();
            gather(
                    () -> condition.with(() -> {
                        condition.awaitFor(() -> !items.isEmpty());
                        out.add("consumed " + items.removeFirst());
                    }),
                    () -> {
                        sleep(seconds(1));
                        condition.with(() -> {
                            items.add("item");
                            out.add("produced");
                            condition.notifyOne();
                        });
                    });
            out.add("left " + items.size() + ", locked " + condition.locked());
        });
        out.is("produced", "consumed item", "left 0, locked false");
    }

    @Test
    void atMostTenInside() { // P13
        Loops.virtual(() -> {
            var ten = new AsyncSemaphore(10);
            var order = new ArrayList<Integer>();
            gather(tasks(
                    100,
                    i -> createTask(() -> {
                        try (var _ = ten.hold()) {
                            order.add(i);
                            max = Math.max(max, ++inside);
                            sleep(millis(10));
                            inside--;
                        }
                    })));
            boolean ordered = order.equals(IntStream.range(0, 100).boxed().toList());
            out.add("max " + max + ", done " + order.size() + ", ordered " + ordered);
        });
        out.is("max 10, done 100, ordered true");
    }

    @Test
    void producerConsumerJoin() { // P14
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>();
            var stored = new ArrayList<Integer>();
            var consumer = createTask(() -> {
                try {
                    while (true) {
                        stored.add(queue.get());
                        queue.taskDone();
                    }
                } finally {
                    out.add("consumer stopped");
                }
            });
            for (int i = 0; i < 5; i++) {
                queue.put(i);
                sleep(millis(100));
            }
            queue.join();
            consumer.cancel();
            try {
                consumer.await();
            } catch (CancelledError e) {
                out.add(stored + " " + queue.qsize());
            }
        });
        out.is("consumer stopped", "[0, 1, 2, 3, 4] 0");
    }

    @Test
    void threeAtATimeInOrder() { // P34
        Loops.virtual(() -> {
            var three = new AsyncSemaphore(3);
            out.add(gather(tasks(
                    5,
                    i -> createTask(() -> three.with(() -> {
                        out.add("start " + i);
                        sleep(seconds(1));
                        out.add("end " + i);
                        return i;
                    })))));
        });
        assertThat(out.events())
                .startsWith("start 0", "start 1", "start 2", "end 0")
                .endsWith("[0, 1, 2, 3, 4]");
        for (String what : new String[] {"start ", "end "}) {
            assertThat(out.events().stream().filter(e -> e.startsWith(what)).toList())
                    .containsExactly(what + 0, what + 1, what + 2, what + 3, what + 4);
        }
        int running = 0;
        for (String event : out.events()) {
            running += event.startsWith("start") ? 1 : event.startsWith("end") ? -1 : 0;
            assertThat(running).isBetween(0, 3);
        }
    }

    @Test
    void twoOfFiveInsideFirstComeFirstServed() { // P68
        Loops.virtual(() -> {
            var two = new AsyncSemaphore(2);
            var entered = new ArrayList<Integer>();
            gather(tasks(
                    5,
                    i -> createTask(() -> {
                        out.add(i + " waits");
                        try (var _ = two.hold()) {
                            entered.add(i);
                            max = Math.max(max, ++inside);
                            sleep(seconds(1));
                            inside--;
                        }
                    })));
            out.add(entered + " max " + max);
        });
        out.is("0 waits", "1 waits", "2 waits", "3 waits", "4 waits", "[0, 1, 2, 3, 4] max 2");
    }

    @Test
    void nobodyPassesBeforeAllArrived() { // P69
        Loops.virtual(() -> {
            var barrier = new AsyncBarrier(3);
            var events = new ArrayList<String>();
            var places = gather(tasks(
                    3,
                    i -> createTask(() -> {
                        events.add("start");
                        sleep(seconds(i + 1));
                        events.add("arrive");
                        int place = barrier.await();
                        events.add("pass");
                        return place;
                    })));
            out.add(events);
            out.add(places.stream().sorted().toList() + " broken " + barrier.broken() + " waiting "
                    + barrier.waiting());
        });
        out.is("[start, start, start, arrive, arrive, arrive, pass, pass, pass]", "[0, 1, 2] broken false waiting 0");
    }

    @Test
    void aBoundedQueueSlowsItsProducer() { // P80
        Loops.virtual(() -> {
            var queue = new AsyncQueue<Integer>(2);
            var producer = createTask(() -> {
                for (int i = 0; i < 6; i++) {
                    queue.put(i);
                }
                queue.shutdown();
            });
            sleep(millis(10));
            max = queue.qsize();
            out.add("full " + queue.full() + ", producer done " + producer.isDone());
            try {
                queue.putNowait(99);
            } catch (QueueFullException e) {
                out.add("refused");
            }
            var got = new ArrayList<Integer>();
            for (int item : queue) {
                max = Math.max(max, queue.qsize());
                got.add(item);
                sleep(millis(10));
            }
            out.add(got + " max " + max);
            try {
                queue.put(7);
            } catch (QueueShutDownException e) {
                out.add("shut down");
            }
        });
        out.is("full true, producer done false", "refused", "[0, 1, 2, 3, 4, 5] max 2", "shut down");
    }
}
