package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.QueueShutDownException;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.spi.WaitTarget;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncRLock;
import asyncio4j.sync.AsyncRWLock;
import asyncio4j.sync.AsyncSemaphore;
import asyncio4j.sync.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that are right, made up at random: locks in one order, tasks that await younger ones only. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoFalseAlarmTest {
    private static final int LOCKS = 6;

    private Random random;
    private List<WaitTarget> locks;
    private AsyncQueue<Integer> queue;
    private AsyncSemaphore permits;
    private int steps;

    @Test
    void correctProgramsRunToTheirEnd() {
        for (int seed = 0; seed < 300; seed++) {
            program(seed);
        }
    }

    private void program(int seed) {
        random = new Random(seed);
        locks = new ArrayList<>();
        for (int i = 0; i < LOCKS; i++) {
            locks.add(
                    switch (i % 3) {
                        case 0 -> new AsyncLock("l" + i);
                        case 1 -> new AsyncRWLock("rw" + i);
                        default -> new AsyncRLock("r" + i);
                    });
        }
        queue = new AsyncQueue<>(2);
        permits = new AsyncSemaphore(2);
        steps = 0;
        try {
            run(() -> {
                var consumer = createTask("consumer", () -> {
                    for (int _ : queue) {
                        yieldNow();
                    }
                });
                var workers = new ArrayList<Task<Void>>();
                for (int i = 0; i < 8; i++) {
                    workers.add(createTask(() -> work(0, 0)));
                }
                if (random.nextBoolean()) {
                    yieldNow();
                    workers.removeLast().cancel();
                }
                gather(workers);
                queue.shutdown();
                consumer.await();
            });
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        assertThat(steps).isPositive();
        assertThat(locks).allMatch(lock -> lock.owners().isEmpty());
    }

    /** Holds locks below {@code lowest} at most; may hand work to children that take higher ones. */
    private void work(int depth, int lowest) throws Exception {
        for (int i = 0; i < 3; i++) {
            steps++;
            switch (random.nextInt(depth < 3 ? 8 : 3)) {
                case 0 -> yieldNow();
                case 1 -> put(i);
                case 2 -> nested(depth, lowest, () -> yieldNow());
                case 3 -> nested(depth, lowest, null);
                case 4 -> children(depth, lowest);
                case 5 -> toThread(() -> 1);
                case 6 ->
                    AsyncGenerator.<Integer>of(y -> {
                                work(depth + 1, lowest);
                                y.emit(1);
                            })
                            .toList();
                default -> {
                    if (depth == 0 && lowest == 0) {
                        permits.with(() -> yieldNow());
                    }
                }
            }
        }
    }

    private void put(int i) {
        try {
            queue.put(i);
        } catch (QueueShutDownException e) {
            steps++; // what a cancelled worker shielded is late
        }
    }

    private void nested(int depth, int lowest, Action then) throws Exception {
        var order = new TreeSet<Integer>();
        for (int i = random.nextInt(3); i >= 0 && lowest < LOCKS; i--) {
            order.add(lowest + random.nextInt(LOCKS - lowest));
        }
        hold(List.copyOf(order), () -> {
            if (then != null) {
                then.run();
            } else {
                work(depth + 1, order.isEmpty() ? lowest : order.getLast() + 1);
            }
        });
    }

    private Hold acquire(WaitTarget lock) {
        if (lock instanceof AsyncRWLock rw) {
            return random.nextBoolean() ? rw.read() : rw.write();
        }
        return ((AsyncLock) lock).hold();
    }

    private void hold(List<Integer> order, Action body) throws Exception {
        if (order.isEmpty()) {
            body.run();
            return;
        }
        try (var _ = acquire(locks.get(order.getFirst()))) {
            if (random.nextBoolean()) {
                yieldNow();
            }
            hold(order.subList(1, order.size()), body);
        }
    }

    private void children(int depth, int lowest) {
        Action child = () -> work(depth + 1, lowest);
        switch (random.nextInt(5)) {
            case 0 -> gather(child, child);
            case 1 ->
                taskGroup(tg -> {
                    tg.createTask(child);
                    tg.createTask(child);
                });
            case 2 -> shield(createTask(child));
            case 3 -> {
                var some = List.of(createTask(child), createTask(child));
                Asyncio.wait(some, ReturnWhen.FIRST_COMPLETED);
                gather(some);
            }
            default -> {
                var doomed = createTask(child);
                yieldNow();
                doomed.cancel();
                try {
                    doomed.await();
                } catch (CancelledError e) {
                    steps++;
                }
            }
        }
    }
}
