package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting in two loops, in callbacks, outside loops and after the loop was closed. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WrongPlaceTest {
    private final Trail trail = new Trail();

    /** One wait of each kind that does not end by itself. */
    private static Map<String, Action> waits() {
        var lock = new AsyncLock();
        var free = new AsyncLock();
        var condition = new AsyncCondition(free);
        var full = new AsyncQueue<Integer>(1);
        full.putNowait(1);
        var waits = new LinkedHashMap<String, Action>();
        waits.put("lock", () -> {
            if (!lock.locked()) {
                createTask(() -> lock.with(() -> new AsyncEvent().await()));
                yieldNow();
            }
            lock.acquire();
        });
        waits.put("condition", () -> condition.with(() -> condition.await()));
        waits.put("event", new AsyncEvent()::await);
        waits.put("semaphore", new AsyncSemaphore(0)::acquire);
        waits.put("barrier", new AsyncBarrier(2)::await);
        waits.put("get", new AsyncQueue<String>()::get);
        waits.put("put", () -> full.put(2));
        waits.put("join", full::join);
        return waits;
    }

    @Test
    void waitingInTwoLoopsIsRefused() {
        var waits = waits();
        waits.remove("lock"); // its owner ended with the first loop
        Loops.virtual(() -> {
            waits.values().forEach(w -> createTask(w));
            yieldNow();
            yieldNow();
        });
        Loops.virtual(() -> waits.forEach((name, wait) -> assertThatThrownBy(wait::run)
                .as(name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("different event loop")));
    }

    @Test // lock-8
    void whatWasMadeWithoutALoopWorksInOne() {
        var event = new AsyncEvent();
        var queue = new AsyncQueue<Integer>();
        var semaphore = new AsyncSemaphore(1);
        var condition = new AsyncCondition();
        Loops.virtual(() -> {
            createTask(() -> condition.with(() -> semaphore.with(() -> {
                queue.put(1);
                event.set();
            })));
            event.await();
            assertThat(queue.get()).isEqualTo(1);
        });
        Loops.virtual(
                () -> { // without waiting, in another one too
                    condition.with(() -> semaphore.with(() -> queue.put(2)));
                    assertThat(queue.get()).isEqualTo(2);
                    assertThat(event.await()).isTrue();
                });
    }

    @Test
    void waitingOutsideALoopIsRefused() {
        waits().forEach((name, wait) -> assertThatThrownBy(wait::run)
                .as(name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop"));
    }

    @Test
    void waitingInACallbackIsRefused() {
        Loops.virtual(() -> {
            var waits = waits();
            waits.put("lock", new AsyncLock()::acquire);
            waits.forEach((name, wait) -> getRunningLoop().callSoon(() -> {
                if (catchThrowable(wait::run) instanceof IllegalStateException) {
                    trail.add(name);
                }
            }));
            yieldNow();
            yieldNow();
            trail.is(waits.keySet().toArray());
        });
    }

    @Test
    void aCallbackMayGiveWhatTasksWaitFor() {
        Loops.virtual(() -> {
            var semaphore = new AsyncSemaphore(0);
            var queue = new AsyncQueue<Integer>();
            getRunningLoop().callSoon(semaphore::release);
            getRunningLoop().callSoon(() -> queue.putNowait(1));
            semaphore.acquire();
            assertThat(queue.get()).isEqualTo(1);
        });
    }

    @Test
    void closingTheLoopEndsEveryWait() {
        var loop = newEventLoop();
        loop.runUntilComplete(() -> {
            waits().forEach((name, wait) -> createTask(() -> {
                try {
                    wait.run();
                } catch (CancelledError e) {
                    trail.add(name);
                    throw e;
                }
            }));
            yieldNow();
            yieldNow();
            return null;
        });
        closeQuietly(loop);
        assertThat(trail.events()).hasSize(8);
    }

    private static void closeQuietly(EventLoop loop) {
        try (var log = new LogTap()) {
            loop.close();
            assertThat(log.messages()).allMatch(m -> m.contains("destroyed but it is pending"));
        }
    }

    @Test
    void closingTheLoopEndsATaskThatReacquiresAConditionsLock() {
        var loop = newEventLoop();
        var condition = new AsyncCondition();
        loop.runUntilComplete(() -> {
            createTask(() -> {
                condition.acquire();
                try {
                    condition.await();
                } catch (CancelledError e) {
                    trail.add("waiter ended");
                    throw e;
                }
            });
            yieldNow();
            createTask(() -> {
                condition.acquire();
                new AsyncEvent().await(); // never gives the lock back
            });
            yieldNow();
            return null;
        });
        closeQuietly(loop);
        trail.is("waiter ended");
    }

    @Test
    void whatAnotherThreadIsRefusedHasChangedNothing() {
        run(() -> {
            var semaphore = new AsyncSemaphore(0);
            var limiter = new CapacityLimiter(1);
            limiter.acquireOnBehalfOf("job");
            var empty = new AsyncQueue<Integer>();
            var full = new AsyncQueue<Integer>(1);
            full.putNowait(1);
            var barrier = new AsyncBarrier(2);
            createTask(() -> semaphore.acquire());
            createTask(() -> limiter.acquire());
            createTask(() -> empty.get());
            createTask(() -> full.put(2));
            createTask(() -> full.join());
            createTask(() -> barrier.await());
            yieldNow();
            toThread(() -> {
                for (Action refused : List.<Action>of(
                        semaphore::release,
                        () -> limiter.releaseOnBehalfOf("job"),
                        () -> limiter.setTotalTokens(2),
                        () -> empty.putNowait(1),
                        () -> full.getNowait(),
                        full::taskDone,
                        full::shutdown,
                        barrier::reset,
                        barrier::abort)) {
                    assertThatThrownBy(refused::run)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("callSoonThreadsafe");
                }
            });
            assertThat(semaphore).hasToString("AsyncSemaphore[locked, waiters:1]");
            assertThat(limiter).hasToString("CapacityLimiter[1 of 1 borrowed, waiters:1]");
            assertThat(empty.qsize()).isZero();
            assertThat(full.qsize()).isEqualTo(1);
            full.getNowait();
            full.taskDone(); // not refused: it was not counted before
            assertThat(barrier.broken()).isFalse();
            assertThat(barrier.waiting()).isEqualTo(1);
        });
    }
}
