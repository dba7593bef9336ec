package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Engine;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A callback that blocks in foreign code holds later callbacks up, and nothing else. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class BlockedCallbackTest {
    private final Trail trail = new Trail();

    @Test
    void callbackThatWantsTheMonitorOfASuspendedTaskDoesNotFreezeTheLoop() {
        var monitor = new Object();
        run(() -> {
            AsyncFuture<Void> gate = getRunningLoop().createFuture();
            AsyncFuture<Void> last = getRunningLoop().createFuture();
            var holder = createTask(() -> {
                synchronized (monitor) {
                    gate.await();
                    trail.add("leaves");
                }
            });
            yieldNow();
            getRunningLoop().callSoon(() -> {
                trail.add("callback wants");
                synchronized (monitor) {
                    trail.add("callback enters");
                }
            });
            getRunningLoop().callSoon(() -> {
                trail.add("later callback");
                last.setResult(null);
            });
            yieldNow();
            for (int i = 0; i < 3; i++) {
                sleep(millis(5));
                trail.add("timer");
            }
            createTask(() -> trail.add("new task")).await();
            gate.setResult(null);
            holder.await();
            last.await();
        });
        trail.is(
                "callback wants", "timer", "timer", "timer", "new task", "leaves", "callback enters", "later callback");
    }

    @Test
    void timeoutsStillExpireWhileACallbackBlocks() {
        var queue = new LinkedBlockingQueue<String>();
        run(() -> {
            AsyncFuture<String> taken = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    taken.setResult(queue.take());
                } catch (InterruptedException e) {
                    taken.setException(e);
                }
            });
            yieldNow();
            assertThatThrownBy(() -> timeout(
                            millis(10), () -> getRunningLoop().createFuture().await()))
                    .isInstanceOf(AsyncTimeoutException.class);
            var woken = createTask(() -> trail.add("got " + taken.await()));
            yieldNow();
            trail.add("puts");
            queue.put("item");
            woken.await();
        });
        trail.is("puts", "got item");
    }

    @Test
    void taskThatWantsTheLockOfABlockedCallbackGetsItInTurn() {
        var lock = new ReentrantLock();
        var queue = new LinkedBlockingQueue<String>();
        run(() -> {
            getRunningLoop().callSoon(() -> {
                lock.lock();
                try {
                    trail.add("callback took " + queue.take());
                } catch (InterruptedException e) {
                    trail.add(e);
                } finally {
                    lock.unlock();
                }
            });
            yieldNow();
            var task = createTask(() -> {
                lock.lock();
                trail.add("task locked");
                lock.unlock();
            });
            yieldNow();
            yieldNow();
            trail.add("main puts");
            queue.put("item");
            task.await();
        });
        trail.is("main puts", "callback took item", "task locked");
    }

    @Test
    void threadCallThatTimesOutIsInterruptedWhileACallbackBlocks() {
        var monitor = new Object();
        run(() -> {
            var holder = createTask(() -> {
                synchronized (monitor) {
                    try {
                        timeout(millis(20), () -> toThread(() -> new CountDownLatch(1).await()));
                    } catch (AsyncTimeoutException e) {
                        trail.add("timed out");
                    }
                }
            });
            yieldNow();
            AsyncFuture<Void> entered = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                synchronized (monitor) {
                    trail.add("callback enters");
                    entered.setResult(null);
                }
            });
            holder.await();
            entered.await();
        });
        trail.is("timed out", "callback enters");
    }

    @Test
    void callbackThatBlocksBeyondTheEndOfItsLoopIsTheLastToRun() throws Exception {
        var release = new CountDownLatch(1);
        var blocked = new CompletableFuture<Thread>();
        run(() -> {
            getRunningLoop().callSoon(() -> {
                blocked.complete(Thread.currentThread());
                try {
                    release.await();
                } catch (InterruptedException e) {
                    trail.add("interrupted");
                }
            });
            getRunningLoop().callSoon(() -> trail.add("later callback"));
            yieldNow();
            yieldNow();
        });
        trail.add("run ended");
        release.countDown();
        assertThat(blocked.join().join(Duration.ofSeconds(10))).isTrue();
        assertThat(trail.events()).doesNotContain("later callback");
    }

    @Test
    void runEndsEvenIfACallbackBlocksForEver() {
        run(() -> {
            getRunningLoop().callSoon(() -> {
                try {
                    trail.add("blocks");
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    trail.add("interrupted");
                }
            });
            createTask(() -> sleep(millis(3_600_000)));
            yieldNow();
            yieldNow();
        });
        assertThat(trail.events()).startsWith("blocks");
    }
}
