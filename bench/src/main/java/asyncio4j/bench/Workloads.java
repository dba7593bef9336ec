package asyncio4j.bench;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Outcome;
import asyncio4j.Task;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// The work that is done side by side with other runtimes: each does about `n` operations and returns how many.
final class Workloads {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    /// One of them, to be run by a task.
    interface Workload {
        long run(int n) throws Exception;
    }

    private Workloads() {}

    /// @throws IllegalArgumentException if there is none of that name
    static Workload named(String name) {
        return switch (name) {
            case "yield1" -> Workloads::yield1;
            case "yield1000" -> Workloads::yield1000;
            case "spawn" -> Workloads::spawn;
            case "pingpong" -> Workloads::pingPong;
            case "queue" -> Workloads::queue;
            case "lock", "lockfair" -> Workloads::lock; // it is fair
            case "sleepers" -> Workloads::sleepers;
            case "timeout" -> Workloads::timeouts;
            case "waitfor" -> Workloads::waitFors;
            case "cancel" -> Workloads::cancel;
            default ->
                throw new IllegalArgumentException(name + ": use yield1, yield1000, spawn, pingpong, queue, lock, "
                        + "sleepers, parked, timeout, waitfor or cancel");
        };
    }

    static long yield1(int n) {
        for (int i = 0; i < n; i++) {
            yieldNow();
        }
        return n;
    }

    static long yield1000(int n) throws Exception {
        int each = n / 1_000;
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < each; i++) {
                yieldNow();
            }
            return each;
        };
        return sum(gather(Collections.nCopies(1_000, body)));
    }

    static long spawn(int n) throws Exception {
        Awaitable<Integer> body = () -> 1;
        var tasks = new ArrayList<Task<Integer>>(1_000);
        long total = 0;
        for (int batch = 0; batch < n / 1_000; batch++) {
            for (int i = 0; i < 1_000; i++) {
                tasks.add(createTask(body));
            }
            total += sum(gather(tasks));
            tasks.clear();
        }
        return total;
    }

    static long pingPong(int n) throws Exception {
        var ping = new AsyncQueue<Integer>(1);
        var pong = new AsyncQueue<Integer>(1);
        int rounds = n / 2;
        var echo = createTask(() -> {
            for (int i = 0; i < rounds; i++) {
                pong.put(ping.get());
            }
        });
        for (int i = 0; i < rounds; i++) {
            ping.put(i);
            check(pong.get() == i);
        }
        echo.await();
        return rounds * 2L;
    }

    static long queue(int n) throws Exception {
        var queue = new AsyncQueue<Integer>(100);
        var producer = createTask(() -> {
            for (int i = 0; i < n; i++) {
                queue.put(i);
            }
        });
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += queue.get();
        }
        producer.await();
        check(sum == (long) n * (n - 1) / 2);
        return n;
    }

    static long lock(int n) throws Exception {
        var lock = new AsyncLock();
        var count = new long[1];
        int each = n / 100;
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < each; i++) {
                try (var _ = lock.hold()) {
                    long c = count[0];
                    yieldNow();
                    count[0] = c + 1;
                }
            }
            return each;
        };
        gather(Collections.nCopies(100, body));
        check(count[0] == each * 100L);
        return count[0];
    }

    static long sleepers(int n) throws Exception {
        var random = RandomGenerator.of("SplittableRandom");
        var tasks = new ArrayList<Task<?>>(n);
        for (int i = 0; i < n; i++) {
            var delay = Duration.ofMillis(1_000 + random.nextInt(2_000));
            tasks.add(createTask(() -> sleep(delay)));
        }
        gatherSettled(tasks);
        return n;
    }

    static long timeouts(int n) throws Exception {
        Action body = () -> yieldNow();
        for (int i = 0; i < n; i++) {
            timeout(DEADLINE, body);
        }
        return n;
    }

    static long waitFors(int n) throws Exception {
        Awaitable<Integer> body = () -> {
            yieldNow();
            return 1;
        };
        for (int i = 0; i < n; i++) {
            waitFor(createTask(body), DEADLINE);
        }
        return n;
    }

    static long cancel(int n) throws Exception {
        Action body = () -> sleep(LONG);
        var tasks = new ArrayList<Task<?>>(n);
        for (int i = 0; i < n; i++) {
            tasks.add(createTask(body));
        }
        yieldNow();
        yieldNow();
        for (Task<?> task : tasks) {
            task.cancel();
        }
        for (Outcome<?> end : gatherSettled(tasks)) {
            check(end instanceof Outcome.Failure<?> f && f.exception() instanceof CancelledError);
        }
        return n;
    }

    /// Returns when `n` tasks sleep, to be measured asleep.
    static List<Task<?>> parked(int n) {
        var tasks = new ArrayList<Task<?>>(n);
        Action body = () -> sleep(LONG);
        for (int i = 0; i < n; i++) {
            tasks.add(createTask(body));
        }
        yieldNow();
        yieldNow();
        return tasks;
    }

    private static long sum(List<Integer> numbers) {
        long sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }

    static void check(boolean right) {
        if (!right) {
            throw new AssertionError("the work was not done right");
        }
    }
}
