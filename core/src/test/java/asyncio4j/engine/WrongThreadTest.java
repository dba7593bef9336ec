package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the objects of a running loop let other threads do, and what they refuse. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WrongThreadTest {
    private final Trail trail = new Trail();

    @Test
    void objectsOfALoopRefuseOtherThreadsAndNameTheRemedy() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<String> future = loop.createFuture();
            Task<Void> task = createTask(() -> sleep(seconds(3600)));
            var timer = loop.callLater(seconds(3600), () -> trail.add("timer"));
            yieldNow();
            var uses = new LinkedHashMap<String, ThrowingCallable>();
            uses.put("setResult", () -> future.setResult("x"));
            uses.put("setException", () -> future.setException(new IllegalStateException("mine")));
            uses.put("cancel a future", () -> future.cancel());
            uses.put("cancel(boolean) a future", () -> future.cancel(true));
            uses.put("addDoneCallback", () -> future.addDoneCallback(_ -> trail.add("done")));
            uses.put("removeDoneCallback", () -> future.removeDoneCallback(_ -> trail.add("done")));
            uses.put("cancel a task", () -> task.cancel("stop"));
            uses.put("uncancel", () -> task.uncancel());
            uses.put("createTask", () -> loop.createTask(() -> trail.add("task")));
            uses.put("createFuture", () -> loop.createFuture());
            uses.put("runInExecutor", () -> loop.runInExecutor(null, () -> trail.add("job")));
            uses.put("cancel a timer", timer::cancel);
            assertRefusedElsewhere(uses);
            assertThat(future.isDone()).isFalse();
            assertThat(task.cancelling()).isZero();
            assertThat(timer.cancelled()).isFalse();
            yieldNow();
            assertThat(task.isDone()).isFalse();
        });
        trail.is();
    }

    @Test
    void virtualThreadStartedByATaskIsAnotherThreadToo() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            Throwable refused = toThread(() -> {
                var outcome = new Throwable[1];
                var thread = Thread.startVirtualThread(() -> {
                    try {
                        future.setResult("x");
                    } catch (IllegalStateException e) {
                        outcome[0] = e;
                    }
                });
                thread.join();
                return outcome[0];
            });
            assertThat(refused).hasMessageContaining("callSoonThreadsafe");
            assertThat(future.isDone()).isFalse();
        });
    }

    @Test // threadsafe-12: decided otherwise, cancel never blocks
    void handleOfARunningCallbackRefusesOtherThreadsAtOnce() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Throwable> refused = loop.createFuture();
            var handle = new Handle[1];
            handle[0] = loop.callSoon(() -> {
                trail.add("runs");
                try {
                    Outside.call(() -> {
                        handle[0].cancel();
                        return null;
                    });
                    refused.setResult(null);
                } catch (Exception e) {
                    refused.setResult(e);
                }
            });
            assertThat(refused.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe");
        });
        trail.is("runs");
    }

    @Test // loop-2
    void debugModeRefusesCallSoonAndItsLikeOnOtherThreads() {
        try (var runner = new Runner(RunOptions.defaults().withDebug(true))) {
            runner.run(() -> {
                EventLoop loop = getRunningLoop();
                var uses = new LinkedHashMap<String, ThrowingCallable>();
                uses.put("callSoon", () -> loop.callSoon(() -> trail.add("called")));
                uses.put("callLater", () -> loop.callLater(seconds(0), () -> trail.add("called")));
                uses.put("callAt", () -> loop.callAt(0, () -> trail.add("called")));
                assertRefusedElsewhere(uses);
                Outside.call(() -> loop.callSoonThreadsafe(() -> trail.add("threadsafe")));
                while (trail.events().isEmpty()) { // it may wait behind a log record of debug mode
                    yieldNow();
                }
            });
        }
        trail.is("threadsafe");
    }

    @Test // loop-2
    void withoutDebugModeCallSoonAndItsLikeWakeTheLoopFromOtherThreads() throws Exception {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> soon = loop.createFuture();
            AsyncFuture<Void> later = loop.createFuture();
            AsyncFuture<Void> at = loop.createFuture();
            var begin = new CountDownLatch(1);
            Outside.start(() -> {
                begin.await();
                loop.callSoon(() -> soon.setResult(null));
                return null;
            });
            begin.countDown();
            soon.await();
            Outside.start(() -> loop.callLater(seconds(0.01), () -> later.setResult(null)));
            later.await();
            Outside.start(() -> loop.callAt(loop.time() + 0.01, () -> at.setResult(null)));
            at.await();
            trail.add("all called");
        });
        trail.is("all called");
    }

    @Test
    void getOfAPendingFutureIsRefusedOnItsOwnLoop() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<String> pending = loop.createFuture();
            assertThatThrownBy(pending::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("await");
            assertThatThrownBy(() -> pending.get(1, TimeUnit.HOURS)).isInstanceOf(IllegalStateException.class);
            AsyncFuture<Throwable> inCallback = loop.createFuture();
            loop.callSoon(() -> {
                try {
                    inCallback.setException(new AssertionError(pending.get()));
                } catch (Exception e) {
                    inCallback.setResult(e);
                }
            });
            assertThat(inCallback.await()).isInstanceOf(IllegalStateException.class);
            assertThat(pending.isDone()).isFalse();
        });
    }

    @Test
    void getOfADoneFutureAnswersEverywhere() {
        run(() -> {
            var failure = new IllegalArgumentException("boom");
            AsyncFuture<String> done = getRunningLoop().createFuture();
            AsyncFuture<String> failed = getRunningLoop().createFuture();
            done.setResult("value");
            failed.setException(failure);
            assertThat(done.get()).isEqualTo("value");
            assertThat(done.get(0, TimeUnit.SECONDS)).isEqualTo("value");
            assertThat(Outside.call(() -> done.get())).isEqualTo("value");
            assertThat(Outside.call(() -> done.result())).isEqualTo("value");
            assertThatThrownBy(failed::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(failure);
            assertThat(Outside.call(() -> failed.exception())).isSameAs(failure);
        });
    }

    @Test
    void getOnAnotherThreadWaitsForTheLoop() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            assertThatThrownBy(() -> toThread(() -> future.get(1, TimeUnit.MILLISECONDS)))
                    .isInstanceOf(TimeoutException.class);
            var got = createTask(() -> toThread(() -> future.get()));
            yieldNow();
            future.setResult("value");
            assertThat(got.await()).isEqualTo("value");
        });
    }

    private static void assertRefusedElsewhere(Map<String, ThrowingCallable> uses) throws Exception {
        for (var use : uses.entrySet()) {
            Throwable refused = Outside.call(() -> {
                try {
                    use.getValue().call();
                    return null;
                } catch (Throwable e) {
                    return e;
                }
            });
            assertThat(refused)
                    .as(use.getKey())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe");
        }
    }
}
