package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.Outcome;
import asyncio4j.ReturnWhen;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures: caught, collected, kept, reported. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureProgramsTest {
    private final Trail out = new Trail();

    private static <T> T fail(double after, Exception failure) throws Exception {
        sleep(seconds(after));
        throw failure;
    }

    private void print(Outcome<String> outcome) {
        switch (outcome) {
            case Outcome.Success<String>(var value) -> out.add("Result: " + value);
            case Outcome.Failure<String>(var error) -> out.add("Error: " + error.getMessage());
        }
    }

    @Test
    void anExceptionPassesThroughAnAwait() { // P18
        run(() -> {
            Awaitable<String> wrong = () -> fail(0, new IllegalArgumentException("Something went wrong"));
            try {
                wrong.await();
            } catch (IllegalArgumentException e) {
                out.add("Caught: " + e.getMessage());
            }
            var checked = new IOException("checked");
            var task = createTask(() -> fail(0, checked));
            try {
                task.await(IOException.class);
            } catch (IOException e) {
                out.add("same instance: " + (e == checked));
            }
        });
        out.is("Caught: Something went wrong", "same instance: true");
    }

    @Test
    void errorsUnderGatherCollectedOrThrown() { // P19
        Loops.virtual(() -> {
            Awaitable<String> wrong = () -> fail(1, new IllegalStateException("Error in task1"));
            Awaitable<String> right = () -> sleep(seconds(2), "Success");
            gatherSettled(wrong, right).forEach(this::print);

            var sibling = createTask(() -> sleep(seconds(2), "still running"));
            try {
                gather(wrong, sibling);
            } catch (IllegalStateException e) {
                out.add("Caught: " + e.getMessage());
            }
            out.add(sibling.await());
        });
        out.is("Error: Error in task1", "Result: Success", "Caught: Error in task1", "still running");
    }

    @Test
    void waitUntilTheFirstFailure() { // P20
        Loops.virtual(() -> {
            var failing = createTask(() -> FailureProgramsTest.<String>fail(2, new IOException("Error in task1")));
            var succeeding = createTask(() -> sleep(seconds(1), "Success"));
            var slow = createTask(() -> sleep(seconds(10), "never"));
            var seen = Asyncio.<String>wait(List.of(failing, succeeding, slow), ReturnWhen.FIRST_EXCEPTION);
            out.add(seen.done().size() + " done, " + seen.pending().size() + " pending");
            for (AsyncFuture<String> f : seen.done()) {
                Throwable error = f.exception();
                out.add(error == null ? "Result: " + f.result() : "Error: " + error.getMessage());
            }
            seen.pending().forEach(AsyncFuture::cancel);
        });
        out.is("2 done, 1 pending", "Error: Error in task1", "Result: Success");
    }

    @Test
    void aTaskKeepsItsException() { // P21
        run(() -> {
            var task = createTask(() -> fail(0, new IllegalStateException("Something went wrong")));
            Throwable caught = null;
            try {
                task.await();
            } catch (IllegalStateException e) {
                caught = e;
                out.add("Caught: " + e.getMessage());
            }
            out.add("Task failed: " + task.exception().getMessage() + ", same " + (task.exception() == caught));
        });
        out.is("Caught: Something went wrong", "Task failed: Something went wrong, same true");
    }

    @Test
    void aCallbackSeesTheFailure() { // P32
        Loops.virtual(() -> {
            var task = createTask(() -> FailureProgramsTest.<String>fail(1, new IllegalStateException("sample")));
            Consumer<AsyncFuture<String>> unwanted = f -> out.add("never");
            task.addDoneCallback(unwanted);
            task.addDoneCallback(f -> out.add("Task exception: " + f.exception().getMessage()));
            task.addDoneCallback(f -> out.add("second"));
            out.add(task.removeDoneCallback(unwanted));
            sleep(seconds(2));
        });
        out.is("1", "Task exception: sample", "second");
    }

    @Test
    void aFailureNobodyLookedAtIsReported() { // P33
        var reports = new AtomicInteger();
        run(() -> {
            getRunningLoop().setExceptionHandler((loop, context) -> reports.incrementAndGet());
            createTask(() -> fail(0, new IllegalStateException("lost")));
            sleep(millis(20));
            out.add("program goes on");
        });
        out.add("reported " + reports);
        out.is("program goes on", "reported 1");
    }

    private String job(int ms) {
        try {
            sleep(millis(ms));
            return "completed after " + ms;
        } catch (CancelledError e) {
            out.add("job " + ms + " was cancelled");
            throw e;
        }
    }

    @Test
    void outcomesOfAShortAndALongJob() { // P42
        Loops.virtual(() -> {
            for (var o : gatherSettled(() -> job(50), () -> job(10_000))) {
                o.get(); // both complete
            }
            var shortJob = createTask(() -> job(50));
            var longJob = createTask(() -> job(10_000));
            getRunningLoop().callLater(seconds(1), longJob::cancel);
            for (var o : gatherSettled(shortJob, longJob)) {
                switch (o) {
                    case Outcome.Success<String>(var value) -> out.add(value);
                    case Outcome.Failure<String>(var error) ->
                        out.add("outcome " + error.getClass().getSimpleName());
                }
            }
        });
        out.is("job 10000 was cancelled", "completed after 50", "outcome CancelledError");
    }

    private static void failOnCancel(String message) {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            throw new IllegalStateException(message);
        }
    }

    private static ExceptionGroup groupOf(TaskGroup.VoidBody body) {
        try {
            taskGroup(body);
        } catch (ExceptionGroup group) {
            return group;
        }
        throw new AssertionError("no failure");
    }

    @Test
    void severalFailuresOneGroup() { // P77
        Loops.virtual(() -> {
            var failures = new ArrayList<Throwable>();
            var outcomes = gatherSettled(
                    () -> fail(3, new IllegalArgumentException("Error in coro A")),
                    () -> fail(1, new ClassCastException("Error in coro B")),
                    () -> fail(2, new IndexOutOfBoundsException("Error in coro C")));
            for (Outcome<Object> o : outcomes) {
                if (o instanceof Outcome.Failure<Object>(var error)) {
                    failures.add(error);
                }
            }
            try {
                throw new ExceptionGroup("Errors", failures);
            } catch (ExceptionGroup group) {
                group.exceptions().forEach(e -> out.add(e.getClass().getSimpleName() + ": " + e.getMessage()));
            }

            var group = groupOf(tg -> {
                tg.createTask(() -> failOnCancel("x"));
                tg.createTask(() -> failOnCancel("y"));
                tg.createTask(() -> fail(1, new IOException("first")));
            });
            out.add(group.exceptions().stream().map(Throwable::getMessage).toList());
            out.add(group.subgroup(e -> e instanceof IOException).exceptions().size());
        });
        out.is(
                "IllegalArgumentException: Error in coro A",
                "ClassCastException: Error in coro B",
                "IndexOutOfBoundsException: Error in coro C",
                "[first, x, y]",
                "1");
    }
}
