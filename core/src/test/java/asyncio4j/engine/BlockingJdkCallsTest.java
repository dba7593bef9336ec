package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Engine;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JDK calls that block suspend the task alone: here the task that ends the wait runs on the same loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class BlockingJdkCallsTest {
    private final Trail trail = new Trail();

    @Test
    void threadSleep() {
        run(() -> {
            var sleeper = createTask(() -> {
                long begin = System.nanoTime();
                Thread.sleep(50);
                trail.add("slept " + (System.nanoTime() - begin >= 50_000_000));
            });
            yieldNow();
            trail.add("other");
            sleeper.await();
        });
        trail.is("other", "slept true");
    }

    @Test
    void contendedSynchronized() {
        var monitor = new Object();
        run(() -> {
            AsyncFuture<Void> gate = getRunningLoop().createFuture();
            var holder = createTask(() -> {
                synchronized (monitor) {
                    trail.add("holds");
                    gate.await();
                    trail.add("leaves");
                }
            });
            var contender = createTask(() -> {
                trail.add("wants");
                synchronized (monitor) {
                    trail.add("enters");
                }
            });
            yieldNow();
            yieldNow();
            trail.add("other");
            gate.setResult(null);
            gather(holder, contender);
        });
        trail.is("holds", "wants", "other", "leaves", "enters");
    }

    @Test
    void objectWaitAndNotify() {
        var monitor = new Object();
        waitsUntil(
                () -> {
                    synchronized (monitor) {
                        monitor.wait();
                    }
                },
                () -> {
                    synchronized (monitor) {
                        monitor.notifyAll();
                    }
                });
    }

    @Test
    void objectWaitWithATimeout() {
        var monitor = new Object();
        run(() -> {
            var waiter = createTask(() -> {
                synchronized (monitor) {
                    monitor.wait(50);
                }
                trail.add("waited");
            });
            yieldNow();
            trail.add("other");
            waiter.await();
        });
        trail.is("other", "waited");
    }

    @Test
    void reentrantLock() {
        var lock = new ReentrantLock();
        run(() -> {
            AsyncFuture<Void> gate = getRunningLoop().createFuture();
            var holder = createTask(() -> {
                lock.lock();
                gate.await();
                trail.add("unlocks");
                lock.unlock();
            });
            var contender = createTask(() -> {
                lock.lock();
                trail.add("locked");
                lock.unlock();
            });
            yieldNow();
            yieldNow();
            trail.add("other");
            gate.setResult(null);
            gather(holder, contender);
        });
        trail.is("other", "unlocks", "locked");
    }

    @Test
    void conditionOfAReentrantLock() {
        var lock = new ReentrantLock();
        var condition = lock.newCondition();
        waitsUntil(
                () -> {
                    lock.lock();
                    try {
                        condition.await();
                    } finally {
                        lock.unlock();
                    }
                },
                () -> {
                    lock.lock();
                    condition.signal();
                    lock.unlock();
                });
    }

    @Test
    void blockingQueueTake() {
        var queue = new LinkedBlockingQueue<String>();
        waitsUntil(() -> assertThat(queue.take()).isEqualTo("item"), () -> queue.add("item"));
    }

    @Test
    void blockingQueuePollWithATimeoutThatIsNotNeeded() {
        var queue = new LinkedBlockingQueue<String>();
        waitsUntil(() -> assertThat(queue.poll(1, TimeUnit.HOURS)).isEqualTo("item"), () -> queue.add("item"));
    }

    @Test
    void synchronousQueueBetweenTwoTasks() {
        var queue = new SynchronousQueue<String>();
        waitsUntil(() -> queue.put("item"), () -> assertThat(queue.take()).isEqualTo("item"));
    }

    @Test
    void exchangerBetweenTwoTasks() {
        var exchanger = new Exchanger<String>();
        waitsUntil(
                () -> assertThat(exchanger.exchange("a")).isEqualTo("b"),
                () -> assertThat(exchanger.exchange("b")).isEqualTo("a"));
    }

    @Test
    void cyclicBarrierBetweenTwoTasks() {
        var barrier = new CyclicBarrier(2);
        waitsUntil(barrier::await, barrier::await);
    }

    @Test
    void completableFutureGet() {
        var f = new CompletableFuture<String>();
        waitsUntil(() -> assertThat(f.get()).isEqualTo("value"), () -> f.complete("value"));
    }

    @Test
    void lockSupportPark() {
        var parked = new CompletableFuture<Thread>();
        var permit = new boolean[1];
        waitsUntil(
                () -> {
                    parked.complete(Thread.currentThread());
                    while (!permit[0]) {
                        LockSupport.park();
                    }
                },
                () -> {
                    permit[0] = true;
                    LockSupport.unpark(parked.join());
                });
    }

    @Test
    void threadJoin() {
        var release = new CompletableFuture<String>();
        var thread = Thread.ofVirtual().start(release::join);
        waitsUntil(thread::join, () -> release.complete("end"));
    }

    @Test
    void threadYieldLetsOtherTasksStep() {
        run(() -> {
            var other = createTask(() -> trail.add("other"));
            while (!other.isDone()) {
                Thread.yield();
            }
            trail.add("goes on");
        });
        trail.is("other", "goes on");
    }

    @Test
    void parallelStream() {
        long sum = run(
                () -> LongStream.range(0, 100_000).parallel().map(n -> n % 7).sum());
        assertThat(sum).isEqualTo(LongStream.range(0, 100_000).map(n -> n % 7).sum());
    }

    @Test
    void resultThatArrivesFromAThreadBringsTheTaskBackToItsLoop() {
        run(() -> {
            var loop = getRunningLoop();
            var me = Asyncio.currentTask();
            for (int i = 0; i < 100; i++) {
                var f = new CompletableFuture<Integer>();
                int n = i;
                Thread.ofPlatform().daemon().start(() -> f.complete(n));
                assertThat(f.get()).isEqualTo(n);
                assertThat(getRunningLoop()).isSameAs(loop);
                assertThat(Asyncio.currentTask()).isSameAs(me);
            }
        });
    }

    /** Asserts that {@code wait} suspends a task until another task of the same loop calls {@code end}. */
    private void waitsUntil(Action wait, Action end) {
        run(() -> {
            var waiter = createTask(() -> {
                trail.add("waits");
                wait.run();
                trail.add("goes on");
            });
            for (int i = 0; i < 5; i++) {
                yieldNow();
            }
            trail.add("ends the wait");
            end.run();
            waiter.await();
        });
        trail.is("waits", "ends the wait", "goes on");
    }
}
