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
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.kit.Garbage;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handles, and what happens to the failures that nobody catches. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallbackErrorsTest {
    private final Trail trail = new Trail();

    @Test // handle-1
    void failureOfACallbackReachesTheExceptionHandlerWithItsHandle() {
        var failure = new IllegalArgumentException("boom");
        try (var loop = VirtualTime.newLoop()) {
            var reports = Reports.attached(loop);
            Runnable fails = () -> {
                throw failure;
            };
            var handles =
                    List.of(loop.callSoon(fails), loop.callSoonThreadsafe(fails), loop.callLater(seconds(1), fails));
            loop.callLater(seconds(2), loop::stop);
            loop.runForever();
            assertThat(reports.all()).hasSize(3).allSatisfy(c -> {
                assertThat(c.message()).startsWith("Exception in callback");
                assertThat(c.exception()).isSameAs(failure);
            });
            assertThat(reports.all()).extracting(ErrorContext::handle).containsExactlyElementsOf(handles);
        }
    }

    @Test // handle-2
    void handleKnowsWhetherItWasCancelled() {
        try (var loop = newEventLoop()) {
            var handles = new ArrayList<Handle>(List.of(
                    loop.callSoon(() -> trail.add("soon")), loop.callLater(seconds(0), () -> trail.add("later"))));
            assertThat(handles).noneMatch(Handle::cancelled);
            handles.forEach(Handle::cancel);
            handles.forEach(Handle::cancel);
            assertThat(handles).allMatch(Handle::cancelled);
            onePass(loop);
            onePass(loop);
        }
        trail.is();
    }

    @Test // exc-handler-1
    void failureOfACallbackIsLoggedAndTheLoopGoesOn() {
        var failure = new IllegalArgumentException("boom");
        try (var log = new LogTap();
                var loop = VirtualTime.newLoop()) {
            Runnable fails = () -> {
                throw failure;
            };
            loop.callSoon(fails);
            loop.callLater(seconds(1), fails);
            loop.callLater(seconds(2), () -> {
                trail.add("goes on");
                loop.stop();
            });
            loop.runForever();
            assertThat(log.records()).hasSize(2).allSatisfy(r -> {
                assertThat(r.getLevel()).isEqualTo(Level.SEVERE);
                assertThat(r.getMessage()).startsWith("Exception in callback");
                assertThat(r.getThrown()).isSameAs(failure);
            });
        }
        trail.is("goes on");
    }

    @Test // exc-handler-2
    void failureOfATaskThatNobodyLooksAtIsLoggedOnceItIsUnreachable() {
        var failure = new IllegalArgumentException("boom");
        try (var log = new LogTap()) {
            run(() -> {
                createTask("forgotten", () -> {
                    throw failure;
                });
                yieldNow();
                yieldNow();
                assertThat(Garbage.collectInTaskUntil(() -> !log.records().isEmpty()))
                        .isTrue();
            });
            assertThat(log.records()).singleElement().satisfies(r -> {
                assertThat(r.getLevel()).isEqualTo(Level.SEVERE);
                assertThat(r.getMessage()).startsWith("Task exception was never retrieved");
                assertThat(r.getThrown()).isSameAs(failure);
            });
        }
    }

    @Test // exc-handler-3
    void exceptionHandlerThatFailsIsLoggedAndTheLoopGoesOn() {
        try (var log = new LogTap();
                var loop = newEventLoop()) {
            loop.setExceptionHandler((_, _) -> {
                throw new UnsupportedOperationException("the handler");
            });
            loop.callSoon(() -> {
                throw new IllegalArgumentException("the callback");
            });
            loop.callSoon(() -> trail.add("same pass"));
            onePass(loop);
            loop.callSoon(() -> trail.add("next pass"));
            onePass(loop);
            assertThat(log.messages(Level.SEVERE))
                    .anySatisfy(m -> assertThat(m).startsWith("Unhandled error in exception handler"));
            assertThat(log.text()).contains("the handler", "the callback");
        }
        trail.is("same pass", "next pass");
    }

    @Test
    void exceptionHandlerThatFailsWithAnErrorDoesNotEndTheLoop() {
        try (var log = new LogTap();
                var loop = newEventLoop()) {
            loop.setExceptionHandler((_, _) -> recurse(0));
            loop.callSoon(() -> {
                throw new AssertionError("the callback");
            });
            onePass(loop);
            loop.callSoon(() -> trail.add("goes on"));
            onePass(loop);
            assertThat(log.messages(Level.SEVERE))
                    .anySatisfy(m -> assertThat(m).startsWith("Unhandled error in exception handler"));
        }
        trail.is("goes on");
    }

    @Test
    void exceptionHandlerIsToldOfItsOwnLoopAndRunsOnItOutsideAnyTask() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> told = loop.createFuture();
            loop.setExceptionHandler((l, c) -> {
                trail.add(c.message() + (l == loop) + (getRunningLoop() == loop));
                told.setResult(null);
            });
            loop.callExceptionHandler(new ErrorContext("by hand ", null, null, null));
            told.await();
        });
        trail.is("by hand truetrue");
    }

    @Test
    void nullRestoresTheDefaultExceptionHandler() {
        try (var log = new LogTap();
                var loop = newEventLoop()) {
            var reports = Reports.attached(loop);
            loop.setExceptionHandler(null);
            loop.callSoon(() -> {
                throw new IllegalArgumentException("boom");
            });
            onePass(loop);
            reports.areNone();
            assertThat(log.messages(Level.SEVERE)).hasSize(1);
        }
    }

    @Test
    void doneCallbackThatFailsIsReportedAndTheOthersStillRun() {
        var failure = new IllegalArgumentException("boom");
        try (var loop = newEventLoop()) {
            var reports = Reports.attached(loop);
            AsyncFuture<String> f = loop.createFuture();
            f.addDoneCallback(_ -> trail.add("first"));
            f.addDoneCallback(_ -> {
                throw failure;
            });
            f.addDoneCallback(_ -> trail.add("third"));
            f.setResult("done");
            onePass(loop);
            reports.areOnly("Exception in callback", failure);
        }
        trail.is("first", "third");
    }

    @Test
    void stackOverflowInACallbackIsReportedAndTheLoopGoesOn() {
        try (var loop = newEventLoop()) {
            var reports = Reports.attached(loop);
            loop.callSoon(() -> recurse(0));
            loop.callSoon(() -> trail.add("goes on"));
            onePass(loop);
            assertThat(reports.all())
                    .singleElement()
                    .satisfies(c -> assertThat(c.exception()).isInstanceOf(StackOverflowError.class));
        }
        trail.is("goes on");
    }

    @Test
    void stackOverflowInATaskIsThatTasksFailure() {
        run(() -> {
            var deep = createTask(() -> recurse(0));
            assertThatThrownBy(deep::await).isInstanceOf(StackOverflowError.class);
            yieldNow();
            trail.add("goes on");
        });
        trail.is("goes on");
    }

    @Test
    void fatalErrorOfACallbackLeavesRun() {
        var fatal = new OutOfMemoryError("thrown by the test");
        assertThatThrownBy(() -> run(() -> {
                    getRunningLoop().callSoon(() -> {
                        throw fatal;
                    });
                    yieldNow();
                    yieldNow();
                    yieldNow();
                }))
                .isSameAs(fatal);
    }

    @Test
    void fatalErrorOfTheExceptionHandlerLeavesRun() {
        var fatal = new OutOfMemoryError("thrown by the test");
        assertThatThrownBy(() -> run(() -> {
                    getRunningLoop().setExceptionHandler((_, _) -> {
                        throw fatal;
                    });
                    getRunningLoop().callExceptionHandler(new ErrorContext("by hand", null, null, null));
                    yieldNow();
                    yieldNow();
                }))
                .isSameAs(fatal);
    }

    @Test
    void loopThatAFatalErrorLeftCanBeClosed() {
        var fatal = new InternalError("thrown by the test");
        try (var loop = newEventLoop()) {
            loop.callSoon(() -> {
                throw fatal;
            });
            assertThatThrownBy(loop::runForever).isSameAs(fatal);
            assertThat(loop.isRunning()).isFalse();
        }
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + depth;
    }

    private static void onePass(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }
}
