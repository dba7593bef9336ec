package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.Timeout;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whoever has a deadline gives up by itself; owners that ended do not. */
@org.junit.jupiter.api.Timeout(value = 20, threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTest {
    private final Trail trail = new Trail();
    private final AsyncLock a = new AsyncLock("a");
    private final AsyncLock b = new AsyncLock("b");

    private void opposite(Consumer<Action> around) {
        Loops.virtual(() -> {
            var first = createTask(
                    "first",
                    () -> a.with(() -> {
                        yieldNow();
                        around.accept(() -> b.with(() -> trail.add("first has both")));
                    }));
            var second = createTask(
                    "second",
                    () -> b.with(() -> {
                        yieldNow();
                        a.with(() -> trail.add("second has both"));
                    }));
            assertThat(catchThrowable(() -> first.await())).isInstanceOf(AsyncTimeoutException.class);
            second.await();
            assertThat(a.locked() || b.locked()).isFalse();
        });
        trail.is("second has both");
    }

    @Test
    void waitForAroundAWait() {
        opposite(wait -> waitFor(() -> run(wait), seconds(1)));
    }

    @Test
    void timeoutAtAnyDepth() {
        opposite(wait -> timeout(seconds(1), () -> timeout(null, () -> run(wait))));
    }

    @Test
    void timeoutAtAMoment() {
        opposite(wait -> timeoutAt(getRunningLoop().time() + 1, () -> run(wait)));
    }

    private static Void run(Action wait) throws Exception {
        wait.run();
        return null;
    }

    @Test
    void deadlineOfATaskOutsideTheCircleDoesNotCount() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(
                    seconds(100),
                    () -> gather(
                            () -> a.with(() -> {
                                yieldNow();
                                b.acquire();
                            }),
                            () -> b.with(() -> {
                                yieldNow();
                                a.acquire();
                            }))));
            assertThat(e).isInstanceOf(DeadlockException.class);
            assertThat(getRunningLoop().time()).isLessThan(1001);
        });
    }

    @Test
    void blockWithoutDeadlineOrOneThatIsOverDoesNotCount() {
        Loops.virtual(() -> {
            var first = createTask(
                    "first",
                    () -> a.with(() -> {
                        timeout(seconds(1), () -> yieldNow());
                        timeoutAt(Double.POSITIVE_INFINITY, () -> timeout(null, () -> b.acquire()));
                    }));
            var second = createTask(
                    "second",
                    () -> b.with(() -> {
                        yieldNow();
                        yieldNow();
                        a.acquire();
                    }));
            assertThatThrownBy(() -> second.await()).isInstanceOf(DeadlockException.class);
            first.await();
        });
    }

    @Test
    void removingTheDeadlineLooksAgain() {
        Loops.virtual(() -> {
            var deadline = new ArrayList<Timeout>();
            var first = createTask(
                    "first",
                    () -> a.with(() -> timeout(seconds(9), (Timeout t) -> {
                        deadline.add(t);
                        yieldNow();
                        b.acquire();
                    })));
            var second = createTask(
                    "second",
                    () -> b.with(() -> {
                        yieldNow();
                        a.with(() -> trail.add("second has both"));
                    }));
            sleep(seconds(1));
            assertThat(first.isDone() || second.isDone()).isFalse();
            deadline.getFirst().reschedule(null);
            assertThatThrownBy(() -> first.await())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("first", "second", "lock \"a\"", "lock \"b\"");
            second.await();
        });
        trail.is("second has both");
    }

    @Test
    void movingTheDeadlineLeavesItAlone() {
        Loops.virtual(() -> {
            var deadline = new ArrayList<Timeout>();
            var first = createTask(
                    "first",
                    () -> a.with(() -> timeout(seconds(9), (Timeout t) -> {
                        deadline.add(t);
                        yieldNow();
                        b.acquire();
                    })));
            createTask("second", () -> b.with(() -> a.with(() -> {})));
            sleep(seconds(1));
            deadline.getFirst().reschedule(seconds(2));
            assertThatThrownBy(() -> first.await()).isInstanceOf(AsyncTimeoutException.class);
        });
    }

    // ---- owners that ended ----

    @Test
    void lockWhoseOwnerEndedBeforeTheWait() {
        Loops.virtual(() -> {
            createTask("careless", () -> a.acquire()).await();
            assertThatThrownBy(() -> a.acquire())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("lock \"a\"", "careless", "ended without releasing");
            assertThatThrownBy(() -> timeout(seconds(1), () -> a.acquire()))
                    .as("with a deadline")
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(a.waiters()).isEmpty();
        });
    }

    @Test
    void lockWhoseOwnerEndsDuringTheWait() {
        Loops.virtual(() -> {
            createTask("careless", () -> {
                a.acquire();
                sleep(seconds(1));
            });
            yieldNow();
            var waiters = List.of(createTask(() -> a.acquire()), createTask(() -> a.acquire()));
            for (Task<Void> waiter : waiters) {
                assertThatThrownBy(() -> waiter.await())
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContainingAll("lock \"a\"", "careless");
            }
            assertThat(a.waiters()).isEmpty();
        });
    }

    @Test
    void ownerThatFailsIsAnOwnerThatEnded() {
        Loops.virtual(() -> {
            var careless = createTask("careless", () -> {
                a.acquire();
                sleep(seconds(1));
                throw new IllegalStateException("x");
            });
            yieldNow();
            assertThatThrownBy(() -> a.acquire()).isInstanceOf(DeadlockException.class);
            assertThat(careless.exception()).hasMessage("x");
        });
    }

    @Test
    void cancelledTogetherWithTheAlarmTheAlarmIsNotRaisedLater() {
        Loops.virtual(() -> {
            var owner = createTask("careless", () -> {
                a.acquire();
                sleep(seconds(1));
            });
            yieldNow();
            var waiter = createTask(() -> {
                try {
                    a.acquire();
                } catch (CancelledError | DeadlockException e) {
                    trail.add(e.getClass().getSimpleName());
                    currentTask().uncancel();
                    sleep(seconds(1));
                    trail.add("slept");
                }
            });
            owner.addDoneCallback(_ -> waiter.cancel());
            waiter.await();
        });
        assertThat(trail.events()).hasSize(2).endsWith("slept");
    }

    @Test
    void taskThatIsBeingCancelledIsNotStuck() {
        Loops.virtual(() -> {
            var first = createTask(
                    "first",
                    () -> a.with(() -> {
                        yieldNow();
                        b.acquire();
                    }));
            var second = createTask(
                    "second",
                    () -> b.with(() -> {
                        sleep(seconds(1));
                        first.cancel();
                        a.with(() -> trail.add("second has both"));
                    }));
            assertThatThrownBy(() -> first.await()).isInstanceOf(CancelledError.class);
            second.await();
        });
        trail.is("second has both");
    }
}
