package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.runCoroutineThreadsafe;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.Engine;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.spi.LoopConfig;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop in which nothing can run any more says so; one that a hand outside could wake waits. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandstillTest {
    private final Trail trail = new Trail();
    private final AsyncEvent event = new AsyncEvent();

    // ---- nothing can run ----

    @Test
    void everyTaskIsNamedWithWhatItWaitsFor() {
        assertThatThrownBy(() -> run(() -> {
                    var queue = new AsyncQueue<Integer>();
                    createTask("consumer", () -> queue.get());
                    createTask("waiter", () -> event.await());
                    new AsyncSemaphore(0).acquire();
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("nothing can run any more")
                .hasMessageContainingAll("\"consumer\"", "\"waiter\"", "\"Task-1\"")
                .hasMessageContainingAll("AsyncQueue", "StandstillTest.java:");
    }

    @Test
    void tasksCleanUpBeforeRunEnds() {
        assertThatThrownBy(() -> run(() -> {
                    createTask(() -> {
                        try {
                            event.await();
                        } catch (CancelledError e) {
                            sleep(millis(1));
                            trail.add("child cleaned");
                            throw e;
                        }
                    });
                    try {
                        event.await();
                    } finally {
                        trail.add("main cleaned");
                    }
                }))
                .isInstanceOf(DeadlockException.class);
        assertThat(trail.events()).containsExactlyInAnyOrder("child cleaned", "main cleaned");
    }

    @Test
    void standstillAfterEverythingElseIsDone() throws Exception {
        assertThatThrownBy(() -> run(() -> {
                    toThread(() -> 1);
                    sleep(millis(1));
                    wrapFuture(CompletableFuture.completedFuture(1)).await();
                    assertThatThrownBy(() -> waitFor(() -> event.await(), millis(1)))
                            .isInstanceOf(AsyncTimeoutException.class);
                    event.await();
                }))
                .isInstanceOf(DeadlockException.class);
    }

    @Test
    void inAClosedWorldNobodyHasTheLoop() {
        var config = LoopConfig.defaults().withClosedWorld(true);
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            assertThatThrownBy(() -> runner.run(() -> {
                        getRunningLoop().setExceptionHandler((_, _) -> {});
                        toThread(() -> 1);
                        event.await();
                    }))
                    .isInstanceOf(DeadlockException.class);
        }
    }

    @Test
    void loopThatIsNotRunByHandIsUsableAfterwards() {
        var runner = new Runner();
        assertThatThrownBy(() -> runner.run(() -> {
                    event.await();
                }))
                .isInstanceOf(DeadlockException.class);
        runner.close();
        assertThat(run(() -> 7)).isEqualTo(7);
    }

    // ---- a hand outside ----

    private void setFrom(Runnable start) {
        start.run();
        event.await();
        trail.add("woken");
    }

    @Test
    void jobsOfExecutorsAndThreads() throws Exception {
        var gate = new CountDownLatch(1);
        var end = Outside.start(() -> run(() -> {
            gather(
                    () -> toThread(() -> gate.await()),
                    () -> {
                        event.await();
                        trail.add("woken");
                    },
                    () -> {
                        toThread(() -> gate.await());
                        event.set();
                    });
            return null;
        }));
        settle();
        gate.countDown();
        end.join();
        trail.is("woken");
    }

    /** Long enough for a loop to come to rest; too short only makes the test weaker. */
    private static void settle() throws Exception {
        Outside.call(() -> run(() -> {
            sleep(millis(100));
            return null;
        }));
    }

    @Test
    void executorOfTheUsers() throws Exception {
        var gate = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor();
                var runner = new Runner()) {
            var loop = runner.loop();
            var end = Outside.start(() -> runner.run(() -> {
                loop.runInExecutor(pool, () -> gate.await()).await();
                return null;
            }));
            settle();
            gate.countDown();
            end.join();
        }
    }

    @Test
    void stageOfSomebodyElse() throws Exception {
        var wrapped = new CompletableFuture<String>();
        var awaited = new CompletableFuture<String>();
        var end = Outside.start(() -> run(() -> {
            trail.add(wrapFuture(wrapped).await());
            trail.add(Asyncio.await(awaited));
            return null;
        }));
        settle();
        wrapped.complete("wrapped");
        settle();
        awaited.complete("awaited");
        end.join();
        trail.is("wrapped", "awaited");
    }

    @Test
    void futureThatASomebodyFollowsAndMayCancel() throws Exception {
        var bridge = new CompletableFuture<CompletableFuture<Boolean>>();
        var end = Outside.start(() -> run(() -> {
            bridge.complete(createTask(() -> event.await()).toCompletableFuture());
            try {
                event.await();
            } finally {
                trail.add("ended");
            }
            return null;
        }));
        settle();
        assertThat(end).isNotDone();
        bridge.join().cancel(true); // the last hand: now nothing can run
        assertThatThrownBy(end::join).hasCauseInstanceOf(DeadlockException.class);
        trail.is("ended");
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void taskInForeignCode() throws Exception {
        var gate = new CountDownLatch(1);
        var end = Outside.start(() -> run(() -> {
            createTask(() -> {
                gate.await();
                event.set();
            });
            event.await();
            return null;
        }));
        settle();
        gate.countDown();
        end.join();
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void callbackInForeignCode() throws Exception {
        var gate = new CountDownLatch(1);
        var end = Outside.start(() -> run(() -> {
            currentTask();
            createTask(() -> {}).addDoneCallback(_ -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                event.set();
            });
            event.await();
            return null;
        }));
        settle();
        gate.countDown();
        end.join();
    }

    @Test
    void loopThatWasHandedOut() throws Exception {
        var loop = new CompletableFuture<asyncio4j.EventLoop>();
        var end = Outside.start(() -> run(() -> {
            setFrom(() -> loop.complete(getRunningLoop()));
            return null;
        }));
        settle();
        loop.join().callSoonThreadsafe(event::set);
        end.join();
        trail.is("woken");
    }

    @Test
    void loopOfATask() throws Exception {
        var loop = new CompletableFuture<asyncio4j.EventLoop>();
        var end = Outside.start(() -> run(() -> {
            setFrom(() -> loop.complete(currentTask().loop()));
            return null;
        }));
        settle();
        runCoroutineThreadsafe(() -> event.set(), loop.join()).join();
        end.join();
        trail.is("woken");
    }

    @Test
    void loopMadeByHand() throws Exception {
        var loop = newEventLoop();
        var end = Outside.start(() -> loop.runUntilComplete(() -> event.await()));
        settle();
        loop.callSoonThreadsafe(event::set);
        end.join();
        loop.close();
    }

    @Test
    void runnersLoop() throws Exception {
        try (var runner = new Runner()) {
            var loop = runner.loop();
            var end = Outside.start(() -> runner.run(() -> event.await()));
            settle();
            loop.callSoonThreadsafe(event::set);
            end.join();
        }
    }

    @Test
    void unfinishedRunCoroutineThreadsafeOnAnotherLoop() throws Exception {
        try (var other = new asyncio4j.kit.LoopThread()) {
            var end = Outside.start(() -> run(() -> {
                var gate = new CountDownLatch(1);
                var job = runCoroutineThreadsafe(() -> sleep(millis(50)), other.loop());
                assertThat(gate.getCount()).isOne();
                Asyncio.await(job);
                return null;
            }));
            end.join();
        }
    }
}
