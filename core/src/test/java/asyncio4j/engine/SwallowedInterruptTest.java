package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What bodies make of the interrupt that a cancellation or timeout sent into a JDK call. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class SwallowedInterruptTest {
    private static final long HOUR = 3_600_000;

    private final Trail trail = new Trail();

    @Test
    void isOverWhenTheBodySwallowsTheInterruptedException() {
        run(() -> {
            Task<String> task = createTask(() -> {
                try {
                    Thread.sleep(HOUR);
                } catch (InterruptedException e) {
                    trail.add("interrupted, flag " + Thread.currentThread().isInterrupted());
                }
                yieldNow();
                sleep(millis(1));
                Thread.sleep(1);
                return "went on";
            });
            yieldNow();
            assertThat(task.cancel("stop")).isTrue();
            assertThat(task.await()).isEqualTo("went on");
            assertThat(task.isCancelled()).isFalse();
        });
        trail.is("interrupted, flag false");
    }

    @Test
    void interruptsAgainWhenTheBodySwallowedTheFirstAndBlocksAgain() {
        run(() -> {
            Task<Void> stubborn = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        Thread.sleep(HOUR);
                    } catch (InterruptedException e) {
                        trail.add("interrupted");
                    }
                }
                trail.add("gives up");
            });
            yieldNow();
            for (int i = 0; i < 3; i++) {
                stubborn.cancel("stop " + i);
                while (trail.events().size() <= i) {
                    yieldNow();
                }
            }
            stubborn.await();
        });
        trail.is("interrupted", "interrupted", "interrupted", "gives up");
    }

    @Test
    void anotherFailureOfTheBodyStaysThatFailure() {
        var failure = new IllegalArgumentException("unrelated");
        run(() -> {
            Task<Void> task = createTask(() -> {
                try {
                    Thread.sleep(HOUR);
                } catch (InterruptedException e) {
                    trail.add("interrupted");
                }
                throw failure;
            });
            yieldNow();
            task.cancel();
            assertThatThrownBy(() -> task.await()).isSameAs(failure);
            assertThat(task.isCancelled()).isFalse();
        });
        trail.is("interrupted");
    }

    @Test
    void waitsOutAContendedMonitorAndRaisesAtTheNextSuspensionPoint() {
        var monitor = new Object();
        run(() -> {
            AsyncFuture<Void> gate = getRunningLoop().createFuture();
            createTask(() -> {
                synchronized (monitor) {
                    gate.await();
                    trail.add("leaves");
                }
            });
            Task<Void> contender = createTask(() -> {
                synchronized (monitor) {
                    trail.add("enters");
                }
                try {
                    yieldNow();
                    trail.add("not raised");
                } catch (CancelledError e) {
                    trail.add("raised " + e.message() + ", flag "
                            + Thread.currentThread().isInterrupted());
                    throw e;
                }
            });
            yieldNow();
            yieldNow();
            contender.cancel("stop");
            yieldNow();
            assertThat(contender.isDone()).isFalse();
            gate.setResult(null);
            assertThatThrownBy(() -> contender.await()).isInstanceOf(CancelledError.class);
        });
        trail.is("leaves", "enters", "raised stop, flag false");
    }

    @Test
    void timeoutAroundThreadSleep() {
        run(() -> {
            assertThatThrownBy(() -> timeout(millis(20), () -> Thread.sleep(HOUR)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThatThrownBy(() -> waitFor(() -> Thread.sleep(HOUR), millis(20)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.sleep(1);
            sleep(millis(1));
        });
    }

    @Test
    void timeoutsInsideOneAnotherEachInterrupt() {
        run(() -> assertThatThrownBy(() -> timeout(millis(500), () -> {
                    assertThatThrownBy(() -> timeout(millis(20), () -> Thread.sleep(HOUR)))
                            .isInstanceOf(AsyncTimeoutException.class);
                    trail.add("inner");
                    Thread.sleep(HOUR);
                }))
                .isInstanceOf(AsyncTimeoutException.class));
        trail.is("inner");
    }

    @Test
    void timeoutWhoseBodyCameBackFromAMonitorTooLateLeavesNoCancelBehind() {
        var monitor = new Object();
        String result = run(() -> {
            var holder = createTask(() -> {
                synchronized (monitor) {
                    sleep(millis(60));
                }
            });
            yieldNow();
            String late = timeout(millis(20), () -> {
                synchronized (monitor) {
                    return "late";
                }
            });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            yieldNow();
            Thread.sleep(1);
            holder.await();
            return late;
        });
        assertThat(result).isEqualTo("late");
    }

    @Test
    void taskInterruptedByAForeignThreadIsNotCancelled() {
        run(() -> {
            var thread = new CompletableFuture<Thread>();
            Task<String> task = createTask(() -> {
                thread.complete(Thread.currentThread());
                try {
                    Thread.sleep(HOUR);
                    return "slept";
                } catch (InterruptedException e) {
                    yieldNow();
                    return "interrupted";
                }
            });
            Thread.ofPlatform().daemon().start(() -> thread.join().interrupt());
            assertThat(task.await()).isEqualTo("interrupted");
            assertThat(task.cancelling()).isZero();
        });
    }
}
