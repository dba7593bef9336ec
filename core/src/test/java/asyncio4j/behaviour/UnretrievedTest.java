package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.ReturnWhen;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures that nobody looked at are reported, once; all others are not. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnretrievedTest {
    private static final String FUTURE = "Future exception was never retrieved";
    private static final String TASK = "Task exception was never retrieved";

    private static AsyncFuture<String> failedFuture(Throwable failure) {
        AsyncFuture<String> future = getRunningLoop().createFuture();
        future.setException(failure);
        return future;
    }

    private static Task<String> failedTask(Throwable failure) {
        Task<String> task = createTask(() -> {
            if (failure instanceof Exception e) {
                throw e;
            }
            throw (Error) failure;
        });
        while (!task.isDone()) {
            yieldNow();
        }
        return task;
    }

    @Test
    void aFailureOfAFutureIsReportedWhenTheLoopCloses() { // future-7, future-11
        var failure = new IOException("f");
        Reports.of(() -> failedFuture(failure)).areOnly(FUTURE, failure);
        var error = new AssertionError("an Error");
        Reports.of(() -> failedFuture(error)).areOnly(FUTURE, error);
    }

    @Test
    void aFailureOfATaskIsReportedWhenTheLoopCloses() {
        var failure = new IOException("t");
        var reports = Reports.of(() -> failedTask(failure));
        reports.areOnly(TASK, failure);
        var error = new AssertionError("an Error");
        Reports.of(() -> failedTask(error)).areOnly(TASK, error);
    }

    @Test
    void eachFailureIsReportedOnItsOwn() {
        var trail = new Trail();
        var reports = Reports.of(() -> {
            failedTask(new IOException("1"));
            failedFuture(new IOException("2"));
            failedTask(new IOException("3"));
        });
        reports.all().forEach(c -> trail.add(c.exception().getMessage()));
        assertThat(trail.events()).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void aDroppedFutureIsReportedWhenItIsCollectedAndNotAgainAtClose() { // future-7, future-14
        assertReportedByCollector(FUTURE, failure -> {
            failedFuture(failure);
            getRunningLoop().createFuture(); // pending and dropped: nothing to report
        });
    }

    @Test
    void aDroppedTaskIsReportedWhenItIsCollectedAndNotAgainAtClose() {
        assertReportedByCollector(TASK, failure -> failedTask(failure));
    }

    private static void assertReportedByCollector(String message, Consumer<IOException> drop) {
        var failure = new IOException("dropped");
        var reports = new Reports();
        try (var runner = new Runner()) {
            runner.loop().setExceptionHandler(reports);
            runner.run(() -> {
                createTask(() -> drop.accept(failure)).await();
                for (int i = 0; i < 400 && reports.all().isEmpty(); i++) {
                    System.gc();
                    sleep(millis(5));
                }
                reports.areOnly(message, failure);
            });
        }
        reports.areOnly(message, failure);
    }

    @Test
    void whatWasLookedAtIsNotReported() { // future-5, future-6, task-42
        var ways = new LinkedHashMap<String, Consumer<AsyncFuture<String>>>(Map.of(
                "await", f -> assertThat(catchThrowable(() -> f.await())).isNotNull(),
                "result", f -> assertThat(catchThrowable(() -> f.result())).isNotNull(),
                "exception", f -> assertThat(f.exception()).isNotNull(),
                "get", f -> assertThat(catchThrowable(() -> f.get())).isNotNull(),
                "gatherSettled", f -> assertThat(gatherSettled(List.of(f))).hasSize(1),
                "cancel", f -> assertThat(f.cancel()).isFalse(),
                "cancel with a message", f -> assertThat(f.cancel("late")).isFalse()));
        ways.forEach((name, way) -> {
            var ofFuture = Reports.of(() -> way.accept(failedFuture(new IOException("f"))));
            assertThat(ofFuture.all()).as("future, " + name).isEmpty();
            var ofTask = Reports.of(() -> way.accept(failedTask(new IOException("t"))));
            assertThat(ofTask.all()).as("task, " + name).isEmpty();
        });
    }

    @Test
    void resultsPendingAndCancelledFuturesAreNotReported() { // future-14, future-23
        Reports.of(() -> {
                    AsyncFuture<String> read = getRunningLoop().createFuture();
                    read.setResult("r");
                    assertThat(read.result()).isEqualTo("r");
                    AsyncFuture<String> unread = getRunningLoop().createFuture();
                    unread.setResult("r");
                    AsyncFuture<String> pending = getRunningLoop().createFuture();
                    assertThat(pending.isDone()).isFalse();
                    AsyncFuture<String> cancelled = getRunningLoop().createFuture();
                    cancelled.cancel();
                    createTask(() -> sleep(seconds(1))).cancel();
                    yieldNow();
                })
                .areNone();
    }

    @Test
    void onlyBeingWaitedForIsNotBeingLookedAt() {
        var failure = new IOException("waited for");
        Reports.of(() -> {
                    var task = failedTask(failure);
                    assertThat(Asyncio.wait(List.of(task), ReturnWhen.ALL_COMPLETED)
                                    .done())
                            .hasSize(1);
                    assertThat(task.isDone()).isTrue();
                    assertThat(task.isCancelled()).isFalse();
                })
                .areOnly(TASK, failure);
    }

    @Test
    void aDoneCallbackThatDoesNotAskIsNotBeingLookedAt() {
        var failure = new IOException("not asked for");
        var trail = new Trail();
        Reports.of(() -> {
                    var task = failedTask(failure);
                    task.addDoneCallback(t -> trail.add("called"));
                    yieldNow();
                })
                .areOnly(TASK, failure);
        trail.is("called");
    }

    @Test
    void theDefaultHandlerLogsTheFailureInDebugModeWithThePlaceOfCreation() { // future-20
        var failure = new IOException("logged");
        var logged = logOf(true, () -> failedFuture(failure));
        assertThat(logged).startsWith("SEVERE " + FUTURE).contains("UnretrievedTest.failedFuture");
        assertThat(logged.indexOf(FUTURE)).isEqualTo(logged.lastIndexOf(FUTURE));
    }

    private static String logOf(boolean debug, Action main) {
        var text = new StringBuffer();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                if (r.getLevel().intValue() >= Level.WARNING.intValue()) {
                    text.append(r.getLevel().getName())
                            .append(' ')
                            .append(r.getMessage())
                            .append('\n');
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var logger = Logger.getLogger("asyncio4j");
        logger.addHandler(handler);
        try (var runner = new Runner(RunOptions.defaults().withDebug(debug).withLoopFactory(VirtualTime::newLoop))) {
            runner.run(main);
        } finally {
            logger.removeHandler(handler);
        }
        return text.toString();
    }
}
