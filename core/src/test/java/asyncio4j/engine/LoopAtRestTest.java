package asyncio4j.engine;

import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.Engine;
import asyncio4j.Runner;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops between two runs, before the first and after the last. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopAtRestTest {
    private final Trail trail = new Trail();

    @Test
    void callSoonFromAnotherThreadIsNeverLostBetweenTwoRuns() throws Exception {
        try (var runner = new Runner()) {
            var loop = runner.loop();
            var stop = new AtomicBoolean();
            var ran = new AtomicInteger();
            var submitted = Outside.start(() -> {
                int calls = 0;
                while (!stop.get()) {
                    if (calls - ran.get() < 1_000) {
                        loop.callSoon(ran::incrementAndGet);
                        calls++;
                    }
                    Thread.onSpinWait();
                }
                return calls;
            });
            for (int i = 0; i < 500; i++) {
                runner.run(() -> yieldNow());
            }
            stop.set(true);
            int calls = submitted.get(10, TimeUnit.SECONDS);
            runner.run(() -> {
                yieldNow();
                yieldNow();
            });
            assertThat(ran).hasValue(calls);
        }
    }

    @Test
    void getFromAnotherThreadIsNeverLostBetweenTwoRuns() throws Exception {
        try (var runner = new Runner()) {
            var loop = runner.loop();
            for (int i = 0; i < 500; i++) {
                int n = i;
                AsyncFuture<Integer> answer = loop.createFuture();
                var got = Outside.start(() -> answer.get());
                runner.run(() -> {
                    yieldNow();
                    answer.setResult(n);
                    yieldNow();
                });
                runner.run(() -> yieldNow());
                assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(n);
            }
        }
    }

    @Test
    void twoLoopsTakeTurnsOnOneThread() {
        try (var a = newEventLoop();
                var b = newEventLoop()) {
            AsyncFuture<String> gate = a.createFuture();
            var waits = a.createTask(() -> {
                trail.add("a waits");
                trail.add("a got " + gate.await());
            });
            a.stop();
            a.runForever();
            b.runUntilComplete(() -> trail.add("b runs"));
            gate.setResult("it");
            a.runUntilComplete(waits);
        }
        trail.is("a waits", "b runs", "a got it");
    }

    @Test
    void loopThatIsClosedWithSuspendedTasksUnwindsThem() {
        try (var _ = new LogTap();
                var loop = newEventLoop()) {
            loop.createTask(() -> {
                try {
                    trail.add("begins");
                    loop.createFuture().await();
                } finally {
                    trail.add("unwound");
                }
            });
            loop.stop();
            loop.runForever();
        }
        trail.is("begins", "unwound");
    }

    @Test
    void closingUnwindsEvenWhatSuspendsAgainOnTheWayOut() {
        try (var _ = new LogTap();
                var loop = newEventLoop()) {
            loop.createTask(() -> {
                try {
                    try {
                        loop.createFuture().await();
                    } finally {
                        trail.add("inner");
                        sleep(millis(1));
                    }
                } finally {
                    trail.add("outer");
                }
            });
            loop.stop();
            loop.runForever();
        }
        trail.is("inner", "outer");
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void taskThatBlocksWhileItsLoopStandsStillGoesOnInTheNextRun() {
        var queue = new LinkedBlockingQueue<String>();
        try (var loop = newEventLoop()) {
            var task = loop.createTask(() -> trail.add("took " + queue.take()));
            loop.stop();
            loop.runForever();
            queue.add("item");
            trail.add("not running");
            loop.runUntilComplete(task);
        }
        trail.is("not running", "took item");
    }

    @Test
    void timersMadeAtRestAreDueInTheFirstPass() {
        try (var loop = newEventLoop()) {
            loop.callLater(seconds(-1), () -> trail.add("timer"));
            loop.callSoon(() -> trail.add("soon"));
            loop.stop();
            loop.runForever();
        }
        assertThat(trail.events()).containsExactlyInAnyOrder("timer", "soon");
    }

    @Test
    void getOfAFutureThatNobodyWillEndAnyMoreEndsWithTheLoop() throws Exception {
        var loop = newEventLoop();
        AsyncFuture<String> before = loop.createFuture();
        AsyncFuture<String> after = loop.createFuture();
        var asking = new CountDownLatch(1);
        var got = Outside.start(() -> {
            asking.countDown();
            return before.get();
        });
        asking.await();
        loop.runUntilComplete(() -> yieldNow());
        loop.close();
        assertThatThrownBy(() -> got.get(10, TimeUnit.SECONDS))
                .isInstanceOfAny(CancellationException.class, ExecutionException.class);
        assertThatThrownBy(() -> Outside.call(() -> after.get())).isInstanceOf(CancellationException.class);
    }
}
