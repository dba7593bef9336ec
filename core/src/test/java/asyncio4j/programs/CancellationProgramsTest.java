package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellation and resources. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationProgramsTest {
    private final Trail out = new Trail();

    /** Opening and closing both suspend. */
    private static final class Resource implements AutoCloseable {
        private final Trail out;

        Resource(Trail out) {
            this.out = out;
            out.add("Acquiring resource");
            sleep(seconds(1));
        }

        String use() {
            out.add("Using resource");
            return "result";
        }

        @Override
        public void close() {
            sleep(seconds(1));
            out.add("Releasing resource");
        }
    }

    @Test
    void aResourceIsAcquiredAndReleasedWithSuspension() { // P17
        Loops.virtual(() -> {
            try (var resource = new Resource(out)) {
                out.add(resource.use());
            }
            try (var _ = new Resource(out)) {
                throw new IllegalStateException("x");
            } catch (IllegalStateException e) {
                out.add("caught " + e.getMessage());
            }
        });
        out.is(
                "Acquiring resource",
                "Using resource",
                "result",
                "Releasing resource",
                "Acquiring resource",
                "Releasing resource",
                "caught x");
    }

    private void await(Task<?> cancelled, String then) {
        try {
            cancelled.await();
        } catch (CancelledError e) {
            out.add(then);
        }
    }

    @Test
    void cancelARunningTask() { // P22
        Loops.virtual(() -> {
            var task = createTask(() -> {
                out.add("Task started");
                try {
                    sleep(seconds(10));
                } catch (CancelledError e) {
                    out.add("Task was cancelled! " + e.message());
                    throw e;
                }
            });
            sleep(seconds(1));
            task.cancel("enough");
            await(task, "Main caught cancellation");
            out.add(task.isCancelled());
        });
        out.is("Task started", "Task was cancelled! enough", "Main caught cancellation", "true");
    }

    @Test
    void cancelABatch() { // P23
        Loops.virtual(() -> {
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 5; i++) {
                int n = i;
                tasks.add(createTask(() -> {
                    try {
                        sleep(seconds(10));
                    } catch (CancelledError e) {
                        out.add("cancelled " + n);
                        throw e;
                    }
                }));
            }
            sleep(seconds(1));
            tasks.forEach(Task::cancel);
            long cancelled = gatherSettled(tasks).stream()
                    .filter(o -> o instanceof asyncio4j.Outcome.Failure<Void>(CancelledError _))
                    .count();
            out.add(cancelled + " cancelled");
        });
        out.is("cancelled 0", "cancelled 1", "cancelled 2", "cancelled 3", "cancelled 4", "5 cancelled");
    }

    @Test
    void shieldProtectsTheInnerTaskOnly() { // P24
        Loops.virtual(() -> {
            var inner = createTask(() -> {
                sleep(seconds(2));
                out.add("inner completed");
                return "v";
            });
            var outer = createTask(() -> shield(inner));
            sleep(seconds(1));
            outer.cancel();
            await(outer, "waiter cancelled");
            out.add("outer " + outer.isCancelled() + ", inner " + inner.isCancelled());
            out.add(inner.await());
        });
        out.is("waiter cancelled", "outer true, inner false", "inner completed", "v");
    }

    @Test
    void cleanupThatItselfSuspends() { // P25
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(10));
                } catch (CancelledError e) {
                    out.add("Cleaning up...");
                    sleep(seconds(1));
                    out.add("cleaned");
                    throw e;
                }
            });
            sleep(seconds(1));
            task.cancel();
            await(task, "cancelled");
        });
        out.is("Cleaning up...", "cleaned", "cancelled");
    }

    private void child(int n) {
        out.add("Child " + n + " started");
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            out.add("Child " + n + " is being cancelled");
            throw e;
        }
    }

    @Test
    void cancellationGoesDownTheTree() { // P45
        Loops.virtual(() -> {
            var parent = createTask(() -> {
                try {
                    gather(() -> child(1), () -> child(2));
                } catch (CancelledError e) {
                    out.add("Parent task is being cancelled");
                    throw e;
                }
            });
            sleep(seconds(1));
            parent.cancel();
            await(parent, "parent cancelled");
        });
        out.is(
                "Child 1 started",
                "Child 2 started",
                "Child 1 is being cancelled",
                "Child 2 is being cancelled",
                "Parent task is being cancelled",
                "parent cancelled");
    }

    @Test
    void backgroundWorkDoesNotKeepTheProgramAlive() { // P62
        run(() -> {
            createTask(() -> {
                try {
                    out.add("background working...");
                    while (true) {
                        sleep(millis(20));
                    }
                } finally {
                    sleep(millis(20));
                    out.add("background cleaned up");
                }
            });
            sleep(millis(50));
            out.add("main ends");
        });
        out.add("exit");
        out.is("background working...", "main ends", "background cleaned up", "exit");
    }
}
