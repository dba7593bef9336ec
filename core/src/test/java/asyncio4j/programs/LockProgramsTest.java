package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncRLock;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that share something under locks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockProgramsTest {
    private final Trail out = new Trail();
    private final AsyncLock lock = new AsyncLock();
    private int inside;
    private int max;
    private int counter;

    private static void all(int count, java.util.function.IntConsumer worker) {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 0; i < count; i++) {
            int n = i;
            tasks.add(createTask(() -> worker.accept(n)));
        }
        gather(tasks);
    }

    @Test
    void criticalSectionUnderALock() { // P10
        Loops.virtual(() -> {
            all(
                    3,
                    _ -> lock.with(() -> {
                        max = Math.max(max, ++inside);
                        out.add("Working");
                        sleep(seconds(1));
                        inside--;
                    }));
            out.add("max inside " + max + ", locked " + lock.locked());
        });
        out.is("Working", "Working", "Working", "max inside 1, locked false");
    }

    private void addOne() {
        int seen = counter;
        sleep(millis(10));
        counter = seen + 1;
    }

    @Test
    void readSuspendWriteWithAndWithoutALock() { // P38
        Loops.virtual(() -> {
            all(10, _ -> lock.with(() -> addOne()));
            out.add("Final value: " + counter);
            counter = 0;
            all(10, _ -> addOne());
            out.add("Without lock: " + counter);
        });
        out.is("Final value: 10", "Without lock: 1");
    }

    private String both(String me, AsyncLock first, AsyncLock second, Duration patience) {
        try (var _ = first.hold()) {
            sleep(millis(10));
            try {
                waitFor(() -> second.acquire(), patience);
            } catch (AsyncTimeoutException e) {
                return me + " timed out";
            }
            second.release();
            return me + " got both";
        }
    }

    @Test
    void deadlockBrokenByATimeout() { // P47
        Loops.virtual(() -> {
            var a = new AsyncLock("a");
            var b = new AsyncLock("b");
            out.add(gather(() -> both("A", a, b, seconds(1)), () -> both("B", b, a, seconds(2))));
            out.add(a.locked() + " " + b.locked());
        });
        out.is("[A timed out, B got both]", "false false");
    }

    @Test
    void theSameLockTwice() { // P49
        Loops.virtual(() -> {
            var task = createTask("greedy", () -> {
                try (var _ = lock.hold()) {
                    out.add("Task acquired lock");
                    lock.acquire();
                }
            });
            try {
                task.await();
            } catch (DeadlockException e) {
                out.add("deadlock, names the task: " + e.getMessage().contains("greedy"));
            }
            out.add("locked " + lock.locked());
        });
        out.is("Task acquired lock", "deadlock, names the task: true", "locked false");
    }

    @Test
    void oneOrderForAll() { // P50
        Loops.virtual(() -> {
            var a = new AsyncLock("a");
            var b = new AsyncLock("b");
            all(
                    2,
                    _ -> a.with(() -> {
                        sleep(millis(10));
                        b.with(() -> sleep(millis(10)));
                    }));
            out.add("all done");
        });
        out.is("all done");
    }

    @Test
    void fiveWorkersOneMutex() { // P66
        Loops.virtual(() -> {
            all(5, _ -> {
                for (int i = 0; i < 200; i++) {
                    try (var _ = lock.hold()) {
                        int seen = counter;
                        yieldNow();
                        counter = seen + 1;
                    }
                }
            });
            out.add("Result: " + counter);
        });
        out.is("Result: 1000");
    }

    private void descend(AsyncRLock tree, int n) {
        try (var _ = tree.hold()) {
            out.add("holds RLock, n=" + n);
            sleep(millis(10));
            if (n > 0) {
                descend(tree, n - 1);
            }
        }
    }

    @Test
    void reentrantLockInARecursion() { // P67
        Loops.virtual(() -> {
            var tree = new AsyncRLock();
            gather(() -> descend(tree, 3), () -> tree.with(() -> out.add("other gets it")));
            out.add("locked " + tree.locked());
        });
        out.is(
                "holds RLock, n=3",
                "holds RLock, n=2",
                "holds RLock, n=1",
                "holds RLock, n=0",
                "other gets it",
                "locked false");
    }

    private boolean polite(AsyncLock first, AsyncLock second, Duration pause) {
        for (int tries = 0; tries < 20; tries++) {
            try (var _ = first.hold()) {
                sleep(millis(10));
                timeout(Duration.ZERO, () -> second.acquire()); // passes if it is free: nothing suspends
                second.release();
                return true;
            } catch (AsyncTimeoutException e) {
                sleep(pause);
            }
        }
        return false;
    }

    @Test
    void twoPoliteTasksResolved() { // P78
        Loops.virtual(() -> {
            var a = new AsyncLock();
            var b = new AsyncLock();
            var order = new ArrayList<String>();
            out.add(gather(
                    () -> polite(a, b, millis(1)) && order.add("left"),
                    () -> polite(b, a, millis(50)) && order.add("right")));
            out.add(order);
        });
        out.is("[true, true]", "[left, right]");
    }

    @Test
    void noStarvationAtALock() { // P79
        Loops.virtual(() -> {
            var order = new ArrayList<String>();
            gather(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            lock.with(() -> {
                                order.add("greedy");
                                yieldNow();
                            });
                        }
                    },
                    () -> lock.with(() -> {
                        order.add("modest");
                    }));
            out.add(order);
        });
        out.is("[greedy, modest, greedy, greedy]");
    }
}
