package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Blocking work on threads that are not the loop's. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorTest {
    private final Trail trail = new Trail();
    private String inside = "";

    @Test // executor-1
    void taskStaysOnItsLoopAfterWaitingForThreads() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Task<?> me = currentTask();
            assertThat(Asyncio.await(CompletableFuture.supplyAsync(() -> 1))).isEqualTo(1);
            assertThat(List.of(getRunningLoop(), currentTask())).containsExactly(loop, me);
            assertThat(toThread(() -> 2)).isEqualTo(2);
            assertThat(List.of(getRunningLoop(), currentTask())).containsExactly(loop, me);
            assertThatThrownBy(() -> timeout(millis(1), () -> sleep(seconds(3600))))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(List.of(getRunningLoop(), currentTask())).containsExactly(loop, me);
        });
    }

    @Test // executor-1
    void tasksThatComeBackFromThreadsStillRunOneAtATime() {
        run(() -> gather(() -> comeBackOften("a"), () -> comeBackOften("b"), () -> comeBackOften("c")));
    }

    private void comeBackOften(String name) {
        for (int i = 0; i < 200; i++) {
            toThread(() -> 0);
            inside = name;
            for (int spin = 0; spin < 2_000; spin++) {
                Thread.onSpinWait();
                assertThat(inside == name).isTrue();
            }
        }
    }

    @Test // executor-2
    void jobRunsOnAnotherThreadOutsideTheLoop() {
        run(() -> {
            var ran = new CompletableFuture<Thread>();
            AsyncFuture<String> f = getRunningLoop().runInExecutor(null, () -> {
                ran.complete(Thread.currentThread());
                assertThatThrownBy(Asyncio::getRunningLoop).hasMessageContaining("no running event loop");
                return "yo";
            });
            assertThat(f.isDone()).isFalse();
            assertThat(f.await()).isEqualTo("yo");
            assertThat(ran.join()).isNotSameAs(Thread.currentThread());
        });
    }

    @Test // executor-3
    void failureOfAJobArrivesUnwrapped() {
        var failure = new IOException("test");
        run(() -> {
            AsyncFuture<Object> f = getRunningLoop().runInExecutor(null, () -> {
                throw failure;
            });
            assertThatThrownBy(f::await).isSameAs(failure);
            assertThatThrownBy(() -> toThread(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        });
    }

    @Test // executor-4
    void defaultExecutorIsTheOneThatWasSetAndEndsWithTheLoop() {
        ExecutorService mine = Executors.newSingleThreadExecutor(named("mine"));
        run(() -> {
            getRunningLoop().setDefaultExecutor(mine);
            AsyncFuture<String> f = getRunningLoop().runInExecutor(null, ExecutorTest::threadName);
            assertThat(f.await()).isEqualTo("mine");
            assertThat(toThread(ExecutorTest::threadName)).isEqualTo("mine");
            assertThat(mine.isShutdown()).isFalse();
        });
        assertThat(mine.isShutdown()).isTrue();
    }

    @Test // executor-5
    void shutdownOfTheExecutorGivesUpAfterItsTimeoutWithAWarning() {
        var release = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (var log = new LogTap()) {
            run(() -> {
                var begun = new CountDownLatch(1);
                getRunningLoop().runInExecutor(null, () -> {
                    begun.countDown();
                    awaitUninterruptibly(release);
                    ended.countDown();
                });
                toThread(() -> begun.await());
                getRunningLoop().shutdownDefaultExecutor(millis(10));
                assertThat(ended.getCount()).isOne();
                assertThat(log.messages(Level.WARNING))
                        .anySatisfy(m -> assertThat(m).containsIgnoringCase("executor"));
                release.countDown();
            });
        }
    }

    @Test // executor-5
    void shutdownOfTheExecutorWaitsForItsJobsWhileTheLoopGoesOn() {
        run(() -> {
            var release = new CountDownLatch(1);
            getRunningLoop().runInExecutor(null, () -> {
                release.await();
                trail.add("job ends");
            });
            createTask(() -> {
                trail.add("loop goes on");
                release.countDown();
            });
            getRunningLoop().shutdownDefaultExecutor(null);
            trail.add("shut down");
            assertThatThrownBy(() -> getRunningLoop().runInExecutor(null, () -> 1))
                    .isInstanceOf(IllegalStateException.class);
        });
        trail.is("loop goes on", "job ends", "shut down");
    }

    @Test // executor-6
    void executorOfOneThreadRunsOneJobAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var one = Executors.newSingleThreadExecutor(named("one"))) {
            List<String> names = run(() -> {
                var jobs = new ArrayList<AsyncFuture<String>>();
                for (int i = 0; i < 4; i++) {
                    jobs.add(getRunningLoop().runInExecutor(one, () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        return threadName();
                    }));
                }
                return gather(jobs);
            });
            assertThat(names).hasSize(4).containsOnly("one");
            assertThat(most).hasValue(1);
            assertThat(one.isShutdown())
                    .as("an executor that was passed in stays the caller's")
                    .isFalse();
        }
    }

    @Test
    void cancellingTheFutureInterruptsAJobThatHasStarted() throws Exception {
        var interrupted = new CompletableFuture<String>();
        run(() -> {
            var begun = new CountDownLatch(1);
            AsyncFuture<Void> f = getRunningLoop().runInExecutor(null, () -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.complete("interrupted");
                }
            });
            toThread(() -> begun.await());
            assertThat(f.cancel("enough")).isTrue();
            assertThatThrownBy(f::await).isInstanceOf(CancelledError.class);
        });
        assertThat(interrupted.get()).isEqualTo("interrupted");
    }

    @Test
    void cancellingTheFutureOfAJobThatWaitsItsTurnKeepsItFromRunning() {
        try (var one = Executors.newSingleThreadExecutor()) {
            run(() -> {
                var release = new CountDownLatch(1);
                AsyncFuture<Void> first = getRunningLoop().runInExecutor(one, () -> release.await());
                AsyncFuture<Void> second = getRunningLoop().runInExecutor(one, () -> trail.add("second"));
                AsyncFuture<Void> third = getRunningLoop().runInExecutor(one, () -> trail.add("third"));
                second.cancel();
                for (int i = 0; i < 3; i++) {
                    yieldNow();
                }
                release.countDown();
                first.await();
                third.await();
            });
        }
        trail.is("third");
    }

    @Test
    void executorMayRunItsJobAtOnceOrRefuseIt() {
        run(() -> {
            AsyncFuture<Integer> inPlace = getRunningLoop().runInExecutor(Runnable::run, () -> 1);
            assertThat(inPlace.isDone()).as("its end comes through the loop").isFalse();
            assertThat(inPlace.await()).isEqualTo(1);
            Executor full = job -> {
                throw new RejectedExecutionException("full");
            };
            assertThatThrownBy(
                            () -> getRunningLoop().runInExecutor(full, () -> 1).await())
                    .isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void jobsStartedInTheLastStepOfMainStillRun() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                getRunningLoop().runInExecutor(null, () -> trail.add("job"));
            }
        });
        trail.is("job", "job", "job", "job", "job");
    }

    private static String threadName() {
        return Thread.currentThread().getName();
    }

    private static ThreadFactory named(String name) {
        return r -> new Thread(r, name);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // the job insists
            }
        }
    }
}
