package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.kit.Loops;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What primitives tell about the waits for them. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatisticsTest {
    @Test
    void waitsAreCountedWithTheirTimes() {
        Loops.virtual(() -> {
            var lock = new AsyncLock();
            lock.acquire();
            var a = createTask(() -> lock.with(() -> sleep(seconds(2))));
            var b = createTask(() -> lock.with(() -> {}));
            var c = createTask(() -> lock.acquire());
            yieldNow();
            assertThat(lock.statistics()).isEqualTo(new WaitStatistics(3, 0, 0, Duration.ZERO, Duration.ZERO));
            sleep(seconds(1));
            lock.release();
            c.cancel();
            b.await();
            assertThat(a.isDone() && c.isCancelled()).isTrue();
            assertThat(lock.statistics()).isEqualTo(new WaitStatistics(0, 2, 1, seconds(5), seconds(3)));
        });
    }

    @Test
    void whatIsFreeIsNotWaitedFor() {
        Loops.virtual(() -> {
            var lock = new AsyncLock();
            lock.with(() -> sleep(seconds(1)));
            assertThat(lock.statistics()).isEqualTo(new WaitStatistics(0, 0, 0, Duration.ZERO, Duration.ZERO));
        });
    }

    @Test
    void everyPrimitiveTells() {
        Loops.virtual(() -> {
            var event = new AsyncEvent();
            tells(event::await, event::set, event::statistics);
            var semaphore = new AsyncSemaphore(0);
            tells(semaphore::acquire, semaphore::release, semaphore::statistics);
            var latch = new AsyncLatch(1);
            tells(latch::await, latch::countDown, latch::statistics);
            var barrier = new AsyncBarrier(2);
            tells(barrier::await, barrier::await, barrier::statistics);
            var condition = new AsyncCondition();
            tells(
                    () -> condition.with(condition::await),
                    () -> condition.with(condition::notifyOne),
                    condition::statistics);
            var queue = new AsyncQueue<Integer>(1);
            tells(queue::get, () -> queue.put(1), queue::gets);
            queue.put(2);
            tells(() -> queue.put(3), queue::get, queue::puts);
            var rw = new AsyncRWLock();
            rw.acquireWrite();
            tells(() -> rw.withRead(() -> {}), rw::releaseWrite, rw::statistics);
            var once = new AsyncOnce<>(() -> {
                sleep(millis(10));
                return 1;
            });
            createTask(once::get);
            tells(once::get, () -> sleep(millis(5)), once::statistics);
        });
    }

    private static void tells(Action wait, Action end, Supplier<WaitStatistics> statistics) throws Exception {
        var waiter = createTask(wait);
        yieldNow();
        assertThat(statistics.get().waiting()).isEqualTo(1);
        sleep(millis(5));
        end.run();
        waiter.await();
        var ms = statistics.get().total().toMillis();
        assertThat(List.of(5L, 10L)).contains(ms);
        assertThat(statistics.get()).isEqualTo(new WaitStatistics(0, 1, 0, millis(ms), millis(ms)));
    }
}
