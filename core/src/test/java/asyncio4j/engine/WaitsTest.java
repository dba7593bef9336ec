package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A primitive written with the verbs of waiting. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitsTest {
    private final Trail trail = new Trail();
    private final Mutex mutex = new Mutex();

    @Test
    void mutexHandsItselfOnInTheOrderOfAsking() {
        Loops.virtual(() -> {
            for (String name : List.of("a", "b", "c")) {
                createTask(name, () -> {
                    mutex.acquire();
                    trail.add(name + " in");
                    sleep(seconds(1));
                    trail.add(name + " out");
                    mutex.release();
                });
            }
            sleep(seconds(10));
        });
        trail.is("a in", "a out", "b in", "b out", "c in", "c out");
    }

    @Test
    void nextTimerIsTold() {
        Loops.virtual(() -> {
            EventLoop loop = getRunningLoop();
            assertThat(Waits.untilNextTimer(loop)).isNegative();
            var timer = loop.callLater(seconds(1), () -> {});
            createTask(() -> sleep(seconds(3)));
            yieldNow();
            assertThat(Waits.untilNextTimer(loop)).isEqualTo(1_000_000_000L);
            timer.cancel();
            assertThat(Waits.untilNextTimer(loop)).isEqualTo(3_000_000_000L);
        });
    }

    @Test
    void cancelledWaiterGivesItsTurnToTheNext() {
        Loops.virtual(() -> {
            mutex.acquire();
            Task<Void> first = createTask("first", mutex::acquire);
            Task<Void> second = createTask("second", () -> {
                mutex.acquire();
                trail.add("second in");
            });
            yieldNow();
            mutex.release(); // grants to first, which is cancelled before it runs
            first.cancel("late");
            var raised = catchThrowableOfType(CancelledError.class, () -> first.await());
            assertThat(raised.message()).isEqualTo("late");
            second.await();
        });
        trail.is("second in");
    }

    @Test
    void deadlineEndsAWait() {
        Loops.virtual(() -> {
            mutex.acquire();
            Task<Void> late = createTask(() -> {
                assertThatThrownBy(() -> timeout(seconds(1), mutex::acquire)).isInstanceOf(AsyncTimeoutException.class);
                trail.add(mutex.waiters().size());
            });
            late.await();
        });
        trail.is(0);
    }

    @Test
    void unparkThatComesFirstMakesParkReturnAtOnce() {
        WaitTarget bell = () -> "bell";
        Loops.virtual(() -> {
            createTask(() -> trail.add("other"));
            Waits.unpark(Waits.currentTask());
            Waits.park(bell);
            trail.add("at once");
            Task<Void> parked = createTask("parked", () -> {
                Waits.park(bell);
                trail.add("once");
                Waits.park(bell);
                trail.add("twice");
            });
            yieldNow();
            Waits.unpark(parked);
            yieldNow();
            yieldNow();
            assertThat(parked.isDone()).isFalse();
            parked.cancel();
        });
        trail.is("at once", "other", "once");
    }

    @Test
    void unparkedTaskGoesOnOneTurnLater() {
        WaitTarget bell = () -> "bell";
        Loops.virtual(() -> {
            Task<Void> parked = createTask(() -> {
                Waits.park(bell);
                trail.add("parked goes on");
            });
            yieldNow();
            createTask(() -> trail.add("earlier in the queue"));
            Waits.unpark(parked);
            createTask(() -> trail.add("later in the queue"));
            trail.add("unparked");
            yieldNow();
        });
        trail.is("unparked", "earlier in the queue", "parked goes on", "later in the queue");
    }

    @Test
    void whatATaskWaitsForAndSinceWhenIsSeenFromAnyThread() {
        Loops.virtual(() -> {
            mutex.acquire();
            double begin = getRunningLoop().time();
            Task<Void> waiter = createTask("waiter", mutex::acquire);
            assertThat(Waits.waitingOn(waiter)).isNull();
            yieldNow();
            sleep(seconds(7));
            assertThat(Outside.call(() -> Waits.waitingOn(waiter))).isSameAs(mutex);
            assertThat(Outside.call(() -> Waits.waitingSince(waiter)) / 1e9).isCloseTo(begin, within(1e-3));
            assertThat(Waits.waitingOn(Waits.currentTask())).isNull();
            mutex.release();
            assertThat(Waits.waitingOn(waiter)).as("it is ready").isNull();
            waiter.await();
            assertThat(Waits.waitingOn(waiter)).isNull();
        });
    }

    @Test
    void sinceWhenIsAFewStepsOldAtMostWhileNothingIsTimed() {
        run(() -> {
            mutex.acquire();
            long begin = Waits.nanos(Waits.currentTask());
            for (int i = 0; i < 8; i++) {
                yieldNow();
            }
            Task<Void> waiter = createTask(mutex::acquire);
            yieldNow();
            assertThat(Waits.waitingSince(waiter)).isBetween(begin, Waits.nanos(waiter));
            mutex.release();
        });
    }

    @Test
    void targetThatForwardsACancellationKeepsItsWaiterUntilTheOutcomeIsThere() {
        var target = new Forwarding();
        Loops.virtual(() -> {
            Task<Void> waiter = createTask(() -> {
                Waits.park(target);
                trail.add("came back by itself");
            });
            yieldNow();
            assertThat(waiter.cancel("please")).isTrue();
            yieldNow();
            yieldNow();
            assertThat(waiter.isDone()).isFalse();
            trail.add("unparks");
            Waits.unpark(waiter);
            waiter.await();
            assertThat(waiter.isCancelled()).isFalse();
        });
        trail.is("forwarded please", "unparks", "came back by itself");
    }

    @Test
    void parkNeedsATask() {
        assertThatThrownBy(() -> Waits.park(mutex)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(Waits::currentTask).isInstanceOf(IllegalStateException.class);
        Loops.virtual(() -> {
            var refused = getRunningLoop().<Throwable>createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    Waits.park(mutex);
                    refused.setResult(null);
                } catch (IllegalStateException e) {
                    refused.setResult(e);
                }
            });
            assertThat(refused.await()).hasMessageContaining("task");
        });
    }

    private final class Forwarding implements WaitTarget {
        @Override
        public String name() {
            return "forwarding";
        }

        @Override
        public boolean cancelWait(String message) {
            trail.add("forwarded " + message);
            return true;
        }
    }

    /** The example of the javadoc of {@link Waits}. */
    private static final class Mutex implements WaitTarget {
        private final ArrayDeque<Task<?>> queue = new ArrayDeque<>();
        private Task<?> owner;

        void acquire() {
            Task<?> me = Waits.currentTask();
            if (owner == null) {
                owner = me;
                return;
            }
            queue.add(me);
            try {
                while (owner != me) {
                    Waits.park(this);
                }
            } catch (CancelledError e) {
                if (owner == me) {
                    release();
                } else {
                    queue.remove(me);
                }
                throw e;
            }
        }

        void release() {
            owner = queue.poll();
            if (owner != null) {
                Waits.unpark(owner);
            }
        }

        @Override
        public String name() {
            return "mutex";
        }

        @Override
        public Collection<Task<?>> owners() {
            return owner == null ? List.of() : List.of(owner);
        }

        @Override
        public Collection<Task<?>> waiters() {
            return List.copyOf(queue);
        }
    }
}
