package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.kit.Garbage;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Running, stopping and closing a loop, and who runs where. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopLifecycleTest {
    private final Trail trail = new Trail();

    @Test // loop-3
    void closeTwiceDoesNothingMoreAndAClosedLoopDoesNotRun() {
        var loop = newEventLoop();
        assertThat(loop.isClosed()).isFalse();
        loop.close();
        loop.close();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
        assertThatThrownBy(loop::runForever)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> loop.runUntilComplete(() -> trail.add("ran")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        trail.is();
    }

    @Test // loop-4
    void taskHasTheNameItWasGiven() {
        run(() -> {
            Task<Void> task = getRunningLoop().createTask("test_task", () -> {});
            assertThat(task.name()).isEqualTo("test_task");
            task.await();
        });
    }

    @Test // loop-5
    void callSoonRunsItsCallbackOnce() {
        try (var loop = newEventLoop()) {
            loop.callSoon(() -> trail.add("called"));
            onePass(loop);
            onePass(loop);
        }
        trail.is("called");
    }

    @Test // loop-6
    void debugModeIsWhatWasSet() {
        try (var loop = newEventLoop()) {
            loop.setDebug(true);
            assertThat(loop.getDebug()).isTrue();
            loop.setDebug(false);
            assertThat(loop.getDebug()).isFalse();
        }
    }

    @Test // loop-8, loop-17
    void closedLoopRefusesEverythingThatSchedules() {
        var loop = newEventLoop();
        loop.close();
        Runnable callback = () -> trail.add("callback");
        var uses = new LinkedHashMap<String, ThrowingCallable>();
        uses.put("runForever", loop::runForever);
        uses.put("runUntilComplete", () -> loop.runUntilComplete(() -> trail.add("body")));
        uses.put("callSoon", () -> loop.callSoon(callback));
        uses.put("callSoonThreadsafe", () -> loop.callSoonThreadsafe(callback));
        uses.put("callLater", () -> loop.callLater(seconds(0), callback));
        uses.put("callAt", () -> loop.callAt(0, callback));
        uses.put("createTask", () -> loop.createTask(() -> trail.add("task")));
        uses.put("addSignalHandler", () -> loop.addSignalHandler("TERM", callback));
        uses.put("runInExecutor", () -> loop.runInExecutor(null, () -> trail.add("job")));
        try (var own = Executors.newSingleThreadExecutor()) {
            uses.put("runInExecutor on my own", () -> loop.runInExecutor(own, () -> trail.add("job")));
            uses.forEach((name, use) -> assertThatThrownBy(use)
                    .as(name)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Event loop is closed"));
        }
        trail.is();
    }

    @Test // loop-9
    void runningLoopCannotBeClosed() {
        run(() -> {
            var loop = getRunningLoop();
            assertThatThrownBy(loop::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Outside.call(() -> {
                        loop.close();
                        return null;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(loop.isClosed()).isFalse();
            yieldNow();
        });
    }

    @Test // loop-11
    void runningLoopCannotBeRunAgain() {
        try (var loop = newEventLoop()) {
            loop.runUntilComplete(() -> {
                assertThatThrownBy(() -> loop.runUntilComplete(() -> trail.add("inner")))
                        .isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(loop::runForever).isInstanceOf(IllegalStateException.class);
                yieldNow();
                trail.add("outer goes on");
            });
        }
        trail.is("outer goes on");
    }

    @Test // loop-12
    void newLoopIsOpenAndDoesNotRun() {
        try (var loop = newEventLoop()) {
            assertThat(loop.isClosed()).isFalse();
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test
    void loopSaysFromAnyThreadWhetherItRuns() {
        try (var loop = newEventLoop()) {
            loop.runUntilComplete(() -> {
                assertThat(loop.isRunning()).isTrue();
                assertThat(Outside.call(loop::isRunning)).isTrue();
            });
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test // loop-13
    void whatIsStillQueuedWhenTheLoopStopsRunsInTheNextRun() {
        try (var loop = newEventLoop()) {
            Task<Void> main = loop.createTask(() -> trail.add("main"));
            main.addDoneCallback(_ -> loop.callSoon(() -> trail.add("late")));
            loop.runUntilComplete(main);
            trail.is("main");
            onePass(loop);
        }
        trail.is("main", "late");
    }

    @Test
    void stopLetsThePassFinishAndNothingMore() {
        try (var loop = newEventLoop()) {
            loop.callSoon(() -> {
                loop.stop();
                loop.callSoon(() -> trail.add("next pass"));
                trail.add("first");
            });
            loop.callSoon(() -> trail.add("same pass"));
            loop.runForever();
            trail.is("first", "same pass");
            onePass(loop);
        }
        trail.is("first", "same pass", "next pass");
    }

    @Test // loop-18
    void fatalErrorLeavesTheRunAndIsNotReportedAgain() {
        var fatal = new InternalError("boom");
        var loop = newEventLoop();
        var reports = Reports.attached(loop);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
                    yieldNow();
                    throw fatal;
                }))
                .isSameAs(fatal);
        loop.close();
        Garbage.collect();
        reports.areNone();
    }

    @Test // loop-20
    void failedRunOfAnotherLoopLeavesTheRunningOneInPlace() {
        run(() -> {
            EventLoop outer = getRunningLoop();
            try (var inner = newEventLoop()) {
                assertThatThrownBy(inner::runForever).isInstanceOf(IllegalStateException.class);
                assertThat(inner.isRunning()).isFalse();
            }
            assertThat(getRunningLoop()).isSameAs(outer);
            yieldNow();
            assertThat(getRunningLoop()).isSameAs(outer);
        });
    }

    @Test // loop-21
    void thereIsNoRunningLoopOutsideOfOne() {
        assertThatThrownBy(() -> getRunningLoop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        try (var loop = newEventLoop()) {
            assertThatThrownBy(() -> createTask(() -> trail.add("ran"))).hasMessageContaining("no running event loop");
            assertThat(loop.isRunning()).isFalse();
        }
        trail.is();
    }

    @Test
    void futuresAndTasksMadeBeforeTheLoopRunsEndInIt() {
        try (var loop = newEventLoop()) {
            AsyncFuture<String> answer = loop.createFuture();
            Task<String> asks = loop.createTask(() -> answer.await() + "!");
            answer.setResult("42");
            assertThat(asks.isDone()).isFalse();
            assertThat(loop.runUntilComplete(asks)).isEqualTo("42!");
        }
    }

    @Test
    void loopRunsFromAVirtualThreadToo() throws Exception {
        var ran = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (var loop = newEventLoop()) {
                String first = loop.runUntilComplete(() -> {
                    yieldNow();
                    return "first";
                });
                loop.callSoon(loop::stop);
                loop.runForever();
                ran.complete(first);
            } catch (Throwable e) {
                ran.completeExceptionally(e);
            }
        });
        assertThat(ran.get()).isEqualTo("first");
    }

    private static void onePass(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }
}
