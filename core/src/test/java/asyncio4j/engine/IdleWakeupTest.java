package asyncio4j.engine;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.runCoroutineThreadsafe;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.LoopThread;
import asyncio4j.kit.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls from other threads that meet a loop about to fall asleep, or about to close. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleWakeupTest {
    private static final int ROUNDS = 150;
    private static final int BACKLOG = 5; // calls under way at once

    @Test
    void everyCallFromAnotherThreadWakesAnIdleLoop() throws Exception {
        try (var thread = new LoopThread()) {
            callsInTurn(thread.loop(), 20_000);
        }
    }

    @Test
    void everyCallFromAnotherThreadWakesALoopThatWaitsForATimer() throws Exception {
        try (var thread = new LoopThread()) {
            thread.loop().callSoonThreadsafe(() -> getRunningLoop().callLater(millis(3_600_000), () -> {}));
            var ticks = runCoroutineThreadsafe(
                    () -> {
                        while (true) {
                            sleep(millis(1));
                        }
                    },
                    thread.loop());
            callsInTurn(thread.loop(), 5_000);
            assertThat(ticks).isNotDone();
            ticks.cancel(true);
        }
    }

    @Test
    void severalThreadsAtOnceLoseNoCall() throws Exception {
        try (var thread = new LoopThread()) {
            var callers = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 3; i++) {
                callers.add(Outside.start(() -> callsInTurn(thread.loop(), 3_000)));
            }
            for (var c : callers) {
                c.get(50, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void taskWokenThroughAFutureFromAnotherThreadNeverOversleeps() throws Exception {
        int rounds = 5_000;
        try (var thread = new LoopThread()) {
            EventLoop loop = thread.loop();
            for (int i = 0; i < rounds; i++) {
                int n = i;
                var answer = new CompletableFuture<Integer>();
                var asked = runCoroutineThreadsafe(() -> Asyncio.await(answer) + 1, loop);
                spin(n % 97);
                answer.complete(n);
                assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(n + 1);
            }
        }
    }

    @Test
    void futureOfACoroutineSubmittedWhileTheLoopClosesAlwaysEnds() throws Exception {
        try (var log = new LogTap()) {
            for (int round = 0; round < ROUNDS; round++) {
                var submitted = new ArrayList<CompletableFuture<Integer>>();
                var end = raceWithClose(round % 7, (loop, i) -> {
                    submitted.add(runCoroutineThreadsafe(() -> i, loop));
                    if (i >= BACKLOG) {
                        Outside.spinUntil(submitted.get(i - BACKLOG)::isDone);
                    }
                });
                for (int i = 0; i < submitted.size(); i++) {
                    try {
                        assertThat(submitted.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(i);
                    } catch (CancellationException e) {
                        assertThat(submitted.get(i)).isCancelled();
                    } catch (ExecutionException e) {
                        assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
                    }
                }
                end.get(20, TimeUnit.SECONDS);
            }
            assertThat(log.messages()).allSatisfy(l -> assertThat(l).contains("pending")); // cut off by the end of run
        }
    }

    @Test
    void callSubmittedWhileTheLoopClosesRunsAtMostOnceAndInOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Integer> ran = new ArrayList<>();
            var count = new AtomicInteger();
            var accepted = new AtomicInteger();
            var end = raceWithClose(round % 7, (loop, i) -> {
                loop.callSoonThreadsafe(() -> {
                    ran.add(i);
                    count.incrementAndGet();
                });
                accepted.incrementAndGet();
                Outside.spinUntil(() -> count.get() >= i - BACKLOG || loop.isClosed());
            });
            end.get(20, TimeUnit.SECONDS);
            assertThat(ran).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(accepted.get());
        }
    }

    /** Submits to a loop that ends after some turns until it refuses; returns the end of its run. */
    private static CompletableFuture<Void> raceWithClose(int turns, Submission submission) {
        var loop = new CompletableFuture<EventLoop>();
        CompletableFuture<Void> end = Outside.start(() -> {
            run(() -> {
                loop.complete(getRunningLoop());
                for (int i = 0; i < turns; i++) {
                    yieldNow();
                }
            });
            return null;
        });
        try {
            for (int i = 0; ; i++) {
                submission.submit(loop.join(), i);
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("Event loop is closed");
        }
        return end;
    }

    /** Calls the loop and waits until the call ran, again and again; the pauses sweep over the loop's way to sleep. */
    private static Void callsInTurn(EventLoop loop, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            var ran = new CountDownLatch(1);
            loop.callSoonThreadsafe(ran::countDown);
            assertThat(ran.await(10, TimeUnit.SECONDS)).as("call %d", i).isTrue();
            spin(i % 251);
        }
        return null;
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    private interface Submission {
        void submit(EventLoop loop, int i);
    }
}
