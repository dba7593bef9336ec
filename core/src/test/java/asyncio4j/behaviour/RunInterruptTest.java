package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Runner;
import asyncio4j.kit.Trail;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupting the thread that called `run`. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunInterruptTest {
    private final Trail trail = new Trail();
    private final CountDownLatch begun = new CountDownLatch(1);

    /** The kinds of calling thread. */
    static Stream<Thread.Builder> callers() {
        return Stream.of(Thread.ofPlatform(), Thread.ofVirtual());
    }

    @ParameterizedTest
    @MethodSource("callers")
    void cancelsTheMainTaskAndLeavesTheFlagSet(Thread.Builder caller) throws Exception {
        String end = interrupted(caller, () -> {
            try {
                begun.countDown();
                sleep(seconds(3600));
                return "slept";
            } finally {
                yieldNow();
                trail.add("cleaned up");
            }
        });
        assertThat(end).isEqualTo("CancelledError, flag true");
        trail.is("cleaned up");
    }

    @ParameterizedTest
    @MethodSource("callers")
    void aMainThatSwallowsItReturnsNormallyWithTheFlagSet(Thread.Builder caller) throws Exception {
        String end = interrupted(caller, () -> {
            try {
                begun.countDown();
                sleep(seconds(3600));
                return "slept";
            } catch (CancelledError e) {
                trail.add("cancelling " + currentTask().cancelling());
                sleep(seconds(0.01)); // the interrupt counts once
                return "swallowed";
            }
        });
        assertThat(end).isEqualTo("swallowed, flag true");
        trail.is("cancelling 1");
    }

    @ParameterizedTest
    @MethodSource("callers")
    void noTaskSeesTheFlag(Thread.Builder caller) throws Exception {
        String end = interrupted(caller, () -> {
            try {
                begun.countDown();
                sleep(seconds(3600));
                return "slept";
            } catch (CancelledError e) {
                boolean others =
                        createTask(() -> Thread.currentThread().isInterrupted()).await();
                return "main " + Thread.currentThread().isInterrupted() + ", other " + others;
            }
        });
        assertThat(end).isEqualTo("main false, other false, flag true");
    }

    @ParameterizedTest
    @MethodSource("callers")
    void leftOversAreStillCancelledAndWaitedFor(Thread.Builder caller) throws Exception {
        String end = interrupted(caller, () -> {
            createTask(() -> {
                try {
                    sleep(seconds(3600));
                } finally {
                    sleep(seconds(0.01));
                    trail.add("left-over cleaned up");
                }
            });
            yieldNow();
            begun.countDown();
            sleep(seconds(3600));
            return "slept";
        });
        assertThat(end).isEqualTo("CancelledError, flag true");
        trail.is("left-over cleaned up");
    }

    @ParameterizedTest
    @MethodSource("callers")
    void theRunnerCanRunAgainOnceTheFlagIsCleared(Thread.Builder caller) throws Exception {
        var end = new CompletableFuture<String>();
        Thread thread = caller.unstarted(() -> {
            try (var runner = new Runner()) {
                String first = endOf(() -> runner.run(() -> {
                    begun.countDown();
                    return sleep(seconds(3600), "slept");
                }));
                Thread.interrupted();
                end.complete(first + "; " + endOf(() -> runner.run(() -> sleep(seconds(0.01), "again"))));
            } catch (Throwable t) {
                end.completeExceptionally(t);
            }
        });
        thread.start();
        begun.await();
        thread.interrupt();
        assertThat(end.get(15, TimeUnit.SECONDS)).isEqualTo("CancelledError, flag true; again, flag false");
    }

    /** Runs {@code main} on a thread of its own, interrupts that once main has begun, and says how it ended. */
    private String interrupted(Thread.Builder caller, Awaitable<String> main) throws Exception {
        var end = new CompletableFuture<String>();
        Thread thread = caller.unstarted(() -> {
            try {
                end.complete(endOf(() -> run(main)));
            } catch (Throwable t) {
                end.completeExceptionally(t);
            }
        });
        thread.start();
        begun.await();
        thread.interrupt();
        return end.get(15, TimeUnit.SECONDS);
    }

    private static String endOf(Awaitable<String> running) throws Exception {
        String how;
        try {
            how = running.await();
        } catch (CancelledError e) {
            how = "CancelledError";
        }
        return how + ", flag " + Thread.currentThread().isInterrupted();
    }
}
