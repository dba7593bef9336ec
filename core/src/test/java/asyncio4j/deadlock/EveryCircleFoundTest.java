package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.shield;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.sync.AsyncRWLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that take locks in any order: every circle is found as it closes, so nothing ever stands still. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryCircleFoundTest {
    private Random random;
    private List<AsyncRWLock> locks;
    private List<Task<Void>> tasks;
    private int circles;

    @Test
    void readersAndWritersInAnyOrderNeverStandStill() {
        for (int seed = 0; seed < 1000; seed++) {
            random = new Random(seed);
            locks = List.of(new AsyncRWLock("a"), new AsyncRWLock("b"), new AsyncRWLock("c"));
            tasks = new ArrayList<>();
            try {
                run(() -> {
                    for (int i = 0; i < 6; i++) {
                        int me = i;
                        tasks.add(createTask(() -> work(me, 0)));
                    }
                    gather(tasks);
                });
            } catch (RuntimeException e) { // not least "nothing can run any more"
                throw new AssertionError("seed " + seed, e);
            }
            assertThat(locks).as("seed %s", seed).noneMatch(AsyncRWLock::locked);
        }
        assertThat(circles).isGreaterThan(100);
    }

    private void work(int me, int depth) {
        if (random.nextInt(4) == 0) {
            yieldNow();
        }
        try {
            if (depth > 0 && me > 0 && random.nextInt(6) == 0) {
                shield(tasks.get(random.nextInt(me)));
            }
            var lock = locks.get(random.nextInt(3));
            boolean read = random.nextBoolean();
            if (random.nextInt(8) == 0) {
                waitFor(() -> hold(me, depth, lock, read), millis(2));
            } else {
                hold(me, depth, lock, read);
            }
        } catch (DeadlockException e) {
            circles++;
        } catch (AsyncTimeoutException e) {
            yieldNow();
        }
    }

    private void hold(int me, int depth, AsyncRWLock lock, boolean read) {
        try (var _ = read ? lock.read() : lock.write()) {
            yieldNow();
            if (depth < 2) {
                work(me, depth + 1);
            }
        }
    }
}
