package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conditions. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConditionTest {
    private final Trail trail = new Trail();
    private final AsyncCondition condition = new AsyncCondition();
    private int state;

    private List<Task<Void>> waiters(int count) {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 1; i <= count; i++) {
            int n = i;
            tasks.add(createTask(() -> condition.with(() -> {
                condition.await();
                trail.add(n);
            })));
        }
        yieldNow();
        return tasks;
    }

    private List<Task<Void>> consumers() {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 0; i < 2; i++) {
            tasks.add(createTask(() -> condition.with(() -> {
                condition.awaitFor(() -> state > 0);
                state--;
            })));
        }
        yieldNow();
        return tasks;
    }

    @Test // condition-1
    void aNotificationOfACancelledTaskGoesToTheNext() {
        Loops.virtual(() -> {
            var c = consumers();
            condition.with(() -> {
                state = 1;
                condition.notifyOne();
                c.get(0).cancel();
            });
            waitFor(c.get(1), seconds(1));
            assertThat(c.get(0).isCancelled()).isTrue();
            assertThat(state).isZero();
        });
    }

    @Test // condition-2
    void aNotificationOfATaskCancelledWhileItReacquiresGoesToTheNext() {
        Loops.virtual(() -> {
            var c = consumers();
            condition.with(() -> {
                state = 1;
                condition.notifyOne();
                yieldNow(); // now it waits for the lock
                c.get(0).cancel();
                yieldNow();
            });
            waitFor(c.get(1), seconds(1));
            assertThat(c.get(0).isCancelled()).isTrue();
            assertThat(state).isZero();
        });
    }

    @Test // condition-3
    void theBlockFormHoldsTheLock() {
        Loops.virtual(() -> {
            try (var _ = condition.hold()) {
                assertThat(condition.locked()).isTrue();
            }
            assertThat(condition.locked()).isFalse();
            assertThat(condition.with(condition::locked)).isTrue();
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test // condition-4
    void asManyAsNotifiedGoOnAndMoreIsHarmless() {
        Loops.virtual(() -> {
            waiters(3);
            condition.with(() -> condition.notify(1));
            yieldNow();
            trail.is(1);
            condition.with(() -> {
                condition.notify(1);
                condition.notify(2048);
            });
            yieldNow();
            yieldNow();
            trail.is(1, 2, 3);
        });
    }

    @Test // condition-5
    void signalAllLetsAllGoOnInOrder() {
        Loops.virtual(() -> {
            waiters(2);
            condition.with(condition::signalAll);
            yieldNow();
            yieldNow();
            trail.is(1, 2);
        });
    }

    @Test // condition-6
    void everythingNeedsTheLock() {
        Loops.virtual(() -> {
            var other = createTask(() -> condition.with(() -> waitFor(() -> condition.await(), seconds(1))));
            yieldNow();
            for (boolean heldByAnother : new boolean[] {false, true}) {
                var holder = createTask(() -> {
                    if (heldByAnother) {
                        condition.with(() -> yieldNow());
                    }
                });
                yieldNow();
                assertThatThrownBy(condition::notifyOne).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> condition.notify(3)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> condition.awaitFor(() -> true)).isInstanceOf(IllegalStateException.class);
                holder.await();
            }
            assertThat(other.isDone()).isFalse();
            assertThatThrownBy(other::await).isInstanceOf(AsyncTimeoutException.class);
        });
    }

    @Test // condition-7, condition-8
    void oneCancelledWhileItReacquiresOwnsTheLockBeforeItThrows() {
        Loops.virtual(() -> {
            var waiter = createTask(() -> {
                condition.acquire();
                try {
                    condition.await();
                } catch (CancelledError e) {
                    trail.add(e.message() + ", owned " + condition.locked());
                    throw e;
                } finally {
                    condition.release(); // throws if not owned
                }
            });
            yieldNow();
            condition.acquire();
            condition.notifyOne();
            yieldNow();
            waiter.cancel("foo");
            yieldNow();
            assertThat(waiter.isDone()).isFalse();
            condition.release();
            assertThatThrownBy(waiter::await)
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("foo"));
            trail.is("foo, owned true");
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void oneCancelledManyTimesWhileItReacquiresOwnsTheLockAllTheSame() {
        Loops.virtual(() -> {
            var waiter = waiters(1).getFirst();
            condition.acquire();
            for (int i = 0; i < 5; i++) {
                waiter.cancel();
                yieldNow();
                assertThat(waiter.isDone()).isFalse();
            }
            condition.release();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test // condition-9
    void toStringTellsTheStateAndWhoWaits() {
        Loops.virtual(() -> {
            assertThat(condition).hasToString("AsyncCondition[unlocked]");
            condition.with(() -> assertThat(condition).hasToString("AsyncCondition[locked]"));
            waiters(2);
            assertThat(condition.toString()).contains("unlocked").contains("waiters:2");
        });
    }

    @Test
    void aPredicateThatIsTrueAlreadyDoesNotWait() {
        Loops.virtual(() -> condition.with(() -> {
            createTask(() -> trail.add("other"));
            condition.awaitFor(() -> true);
            trail.is();
        }));
    }

    @Test
    void aTimeoutOfTheWaitKeepsTheLock() {
        Loops.virtual(() -> condition.with(() -> {
            assertThatThrownBy(() -> waitFor(() -> condition.await(), seconds(1)))
                    .isInstanceOf(AsyncTimeoutException.class);
            condition.notifyOne(); // throws if not owned
        }));
    }

    @Test
    void overAReentrantLockEveryHoldIsGivenUpAndTakenAgain() {
        Loops.virtual(() -> {
            var lock = new AsyncRLock();
            var over = new AsyncCondition(lock);
            var waiter = createTask(() -> {
                lock.acquire();
                over.acquire();
                over.await();
                lock.release();
                assertThat(lock.locked()).isTrue();
                lock.release();
            });
            yieldNow();
            assertThat(lock.locked()).isFalse();
            over.with(over::notifyOne);
            waiter.await();
            assertThat(lock.locked()).isFalse();
        });
    }
}
