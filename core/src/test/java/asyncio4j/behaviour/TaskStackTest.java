package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.VirtualTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a task is, and what debug mode knows about where things came from. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskStackTest {
    private static void debug(Action main) {
        var options = RunOptions.defaults().withDebug(true).withLoopFactory(VirtualTime::newLoop);
        try (var runner = new Runner(options)) {
            runner.run(main);
        }
    }

    private static List<String> methods(Task<?> task) {
        return Arrays.stream(task.stack())
                .filter(frame -> frame.getClassName().equals(TaskStackTest.class.getName()))
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.contains("$"))
                .toList();
    }

    private static String printed(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static void foo(AsyncFuture<?> future) {
        bar(future);
    }

    private static void bar(AsyncFuture<?> future) {
        future.await();
    }

    private static List<String> ownStack() {
        return methods(currentTask());
    }

    private static List<String> callsOwnStack() {
        return List.copyOf(ownStack());
    }

    @Test
    void theStackOfASuspendedTaskIsInnermostFirst() { // task-39
        Loops.virtual(() -> {
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            var task = createTask("reader", () -> foo(future));
            assertThat(task.stack()).isEmpty();
            yieldNow();
            assertThat(methods(task)).containsExactly("bar", "foo");
            future.setResult(null);
            task.await();
            assertThat(task.stack()).isEmpty();
        });
    }

    @Test
    void aTaskSeesItsOwnStack() {
        Loops.virtual(() -> {
            var task = createTask(() -> callsOwnStack());
            assertThat(task.await()).containsSubsequence("ownStack", "callsOwnStack");
        });
    }

    @Test
    void theStackNamesThePlaceOfTheWait() { // task-39
        Loops.virtual(() -> {
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            var task = createTask("reader", () -> foo(future));
            yieldNow();
            assertThat(task.toString()).contains("reader", "TaskStackTest.java");
            future.setResult(null);
            task.await();
            assertThat(task.toString()).contains("reader").doesNotContain("TaskStackTest.java");
        });
    }

    private static void sleepSite() {
        sleep(seconds(10));
    }

    private static void askingSite(Task<?> child) {
        child.exception();
    }

    private static void awaitSite(Task<?> child) {
        child.await();
    }

    @Test
    void inDebugModeTheErrorOfACancelledTaskNamesWhereItSleptAndWhoAsked() { // task-30
        debug(() -> {
            var child = createTask(() -> sleepSite());
            yieldNow();
            child.cancel();
            yieldNow();
            var error = catchThrowable(() -> askingSite(child));
            assertThat(error).isInstanceOf(CancelledError.class);
            assertThat(printed(error)).contains("sleepSite", "askingSite");
        });
    }

    @Test
    void inDebugModeTheErrorNamesEveryAwaitOnItsWay() { // task-31
        debug(() -> {
            var nested = new AtomicReference<Task<Void>>();
            var outer = createTask(() -> {
                nested.set(createTask(() -> sleepSite()));
                awaitSite(nested.get());
            });
            yieldNow();
            yieldNow();
            nested.get().cancel();
            var error = catchThrowable(() -> outer.await());
            assertThat(error).isInstanceOf(CancelledError.class);
            assertThat(printed(error)).contains("sleepSite", "awaitSite");
        });
    }

    @Test
    void withoutDebugModeTheErrorHasNoStackTrace() {
        Loops.virtual(() -> {
            getRunningLoop().setDebug(false);
            var child = createTask(() -> sleepSite());
            yieldNow();
            child.cancel("why");
            var error = catchThrowable(() -> awaitSite(child));
            assertThat(error).isInstanceOf(CancelledError.class).hasMessage("why");
            assertThat(error.getStackTrace()).isEmpty();
        });
    }

    private static Task<Void> creationSite() {
        return createTask("made here", () -> yieldNow());
    }

    @Test
    void inDebugModeATaskAndAFutureTellWhereTheyWereCreated() { // task-41, future-21
        debug(() -> {
            var task = creationSite();
            assertThat(task.toString()).contains("created at", "TaskStackTest");
            task.await();
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            assertThat(future.toString()).contains("created at", "TaskStackTest");
        });
    }
}
