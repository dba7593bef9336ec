package asyncio4j.programs;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.CancelledError;
import asyncio4j.KeyboardInterruptException;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs about their process: real signals, what goes to stderr. Each runs in a JVM of its own. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessProgramsTest {
    private static final String READY = "ready for the signal"; // on stderr, which the child's output includes

    private static void assertPrints(Class<?> program, String signal, String... lines) throws Exception {
        try (var child = ChildJvm.start(program)) {
            child.expect(READY);
            child.kill(signal);
            assertThat(child.exit()).isZero();
            var printed = child.seen().stream().filter(line -> !line.equals(READY));
            assertThat(printed).containsExactly(lines);
        }
    }

    /** P43. */
    static final class GracefulEnd {
        public static void main(String[] args) {
            run(() -> {
                var service = createTask("service", () -> {
                    try {
                        System.err.println(READY);
                        while (true) {
                            sleep(millis(10));
                        }
                    } catch (CancelledError e) {
                        System.out.println("Task is cleaning up...");
                        sleep(millis(20));
                        System.out.println("Task cleanup completed");
                        throw e;
                    }
                });
                getRunningLoop().addSignalHandler("TERM", () -> {
                    System.out.println("Received exit signal TERM");
                    service.cancel();
                });
                try {
                    service.await();
                } catch (CancelledError e) {
                    System.out.println("shut down");
                }
                System.out.println(service.isCancelled());
            });
        }
    }

    @Test
    void aRealSigtermAGracefulEnd() throws Exception { // P43
        assertPrints(
                GracefulEnd.class,
                "TERM",
                "Received exit signal TERM",
                "Task is cleaning up...",
                "Task cleanup completed",
                "shut down",
                "true");
    }

    /** P44. */
    static final class Interrupted {
        private static final class Database implements AutoCloseable {
            Database() {
                System.out.println("Connecting to database...");
                sleep(millis(10));
                System.out.println("Connected");
            }

            @Override
            public void close() {
                System.out.println("Disconnecting from database...");
                sleep(millis(10));
                System.out.println("Disconnected");
            }
        }

        private static void work() {
            try {
                System.err.println(READY);
                sleep(seconds(60));
            } catch (CancelledError e) {
                System.out.println("Worker is being cancelled");
                throw e;
            }
        }

        public static void main(String[] args) {
            try {
                run(() -> {
                    try (var _ = new Database()) {
                        createTask("worker", () -> work()).await();
                    }
                });
            } catch (KeyboardInterruptException e) {
                System.out.println("interrupted");
            }
        }
    }

    @Test
    void sigintCancelsTheMainTask() throws Exception { // P44
        assertPrints(
                Interrupted.class,
                "INT",
                "Connecting to database...",
                "Connected",
                "Worker is being cancelled",
                "Disconnecting from database...",
                "Disconnected",
                "interrupted");
    }

    /** P55. */
    static final class Debugging {
        private static void slowCallback() {
            long until = System.nanoTime() + millis(60).toNanos();
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }

        public static void main(String[] args) {
            try (var runner = new Runner(RunOptions.defaults().withDebug(true))) {
                runner.run(() -> {
                    var loop = getRunningLoop();
                    System.out.println(loop.getDebug());
                    loop.setSlowCallbackDuration(millis(20));
                    loop.callSoon(Debugging::slowCallback);
                    sleep(millis(20));
                });
            }
            run(() -> {
                System.out.println(getRunningLoop().getDebug());
            });
        }
    }

    @Test
    void debugModeOn() throws Exception { // P55
        try (var child = ChildJvm.start(Debugging.class)) {
            assertThat(child.exit()).isZero();
            assertThat(child.seen()).containsSubsequence("true", "false");
            assertThat(String.join("\n", child.seen())).containsPattern("Executing .*Debugging.* took .* seconds");
        }
    }
}
