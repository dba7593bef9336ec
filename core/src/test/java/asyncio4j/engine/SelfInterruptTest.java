package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The interrupt flag of a task is the task's own: our waits neither take it nor spin on it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelfInterruptTest {
    private final Trail trail = new Trail();

    @Test
    void interruptedTaskSleepsItsTimeAndKeepsItsFlag() {
        Loops.virtual(() -> {
            var passes = new Passes();
            Waits.attach(getRunningLoop(), passes);
            double begin = getRunningLoop().time();
            Thread.currentThread().interrupt();
            sleep(seconds(5));
            assertThat(getRunningLoop().time() - begin).isCloseTo(5, within(1e-6));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(passes.begun).isLessThan(10);
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @Test
    void interruptedTaskDoesNotSpinWhileItWaitsInRealTime() {
        run(() -> {
            var passes = new Passes();
            Waits.attach(getRunningLoop(), passes);
            Thread.currentThread().interrupt();
            sleep(millis(50));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(passes.begun).isLessThan(10);
        });
    }

    @Test
    void everyWayOfWaitingKeepsTheFlagAndLetsOthersRun() {
        keepsTheFlag(() -> yieldNow());
        keepsTheFlag(() -> sleep(millis(1)));
        keepsTheFlag(() -> {
            AsyncFuture<String> f = getRunningLoop().createFuture();
            getRunningLoop().callLater(millis(1), () -> f.setResult("set"));
            f.await();
        });
        keepsTheFlag(() -> createTask(() -> sleep(millis(1))).await());
        keepsTheFlag(() -> {
            var me = Waits.currentTask();
            getRunningLoop().callLater(millis(1), () -> Waits.unpark(me));
            Waits.park((WaitTarget) () -> "a bell");
        });
        assertThat(trail.events()).hasSize(5).containsOnly("other ran, flag true");
    }

    private void keepsTheFlag(Action wait) {
        Loops.virtual(() -> {
            int[] others = {0};
            createTask(() -> {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                others[0]++;
            });
            Thread.currentThread().interrupt();
            wait.run();
            trail.add((others[0] == 1 ? "other ran" : "other starved") + ", flag " + Thread.interrupted());
        });
    }

    @Test
    void interruptFromOutsideDoesNotEndOurWaits() {
        run(() -> {
            AsyncFuture<String> answer = getRunningLoop().createFuture();
            var thread = new CompletableFuture<Thread>();
            var waiter = createTask(() -> {
                thread.complete(Thread.currentThread());
                String got = answer.await();
                trail.add(got + ", flag " + Thread.currentThread().isInterrupted());
                yieldNow();
                trail.add("flag " + Thread.currentThread().isInterrupted());
            });
            yieldNow();
            for (int i = 0; i < 10; i++) {
                interruptFromOutside(thread.join());
                yieldNow();
            }
            sleep(millis(5));
            assertThat(waiter.isDone()).isFalse();
            trail.add("answers");
            answer.setResult("answer");
            waiter.await();
        });
        trail.is("answers", "answer, flag true", "flag true");
    }

    @Test
    void interruptingTheCallersThreadCancelsTheMainTaskAndNoOther() {
        var caller = Thread.currentThread();
        assertThatThrownBy(() -> run(() -> {
                    AsyncFuture<Void> cancelled = getRunningLoop().createFuture();
                    var other = createTask(() -> {
                        cancelled.await();
                        trail.add("other ends");
                    });
                    getRunningLoop().callSoon(() -> interruptFromOutside(caller));
                    try {
                        sleep(seconds(3600));
                    } finally {
                        trail.add("main is cancelled");
                        cancelled.setResult(null);
                        other.await();
                    }
                }))
                .isInstanceOf(CancelledError.class);
        assertThat(Thread.interrupted()).isTrue();
        trail.is("main is cancelled", "other ends");
    }

    private static void interruptFromOutside(Thread thread) {
        try {
            Outside.call(() -> {
                thread.interrupt();
                return null;
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class Passes implements LoopObserver {
        private int begun;

        @Override
        public void passBegin(EventLoop loop) {
            begun++;
        }
    }
}
