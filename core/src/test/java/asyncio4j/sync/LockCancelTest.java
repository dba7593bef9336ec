package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks whose waiters are cancelled or time out. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockCancelTest {
    private final Trail trail = new Trail();
    private final AsyncLock lock = new AsyncLock("stock");

    private void acquireAndNote(Object name) {
        lock.acquire();
        trail.add(name);
    }

    @Test // lock-1
    void aCancelledWaiterIsNotGrantedTheLock() {
        Loops.virtual(() -> {
            lock.acquire();
            var waiter = createTask(() -> lock.acquire());
            yieldNow();
            waiter.cancel();
            lock.release();
            waitFor(() -> lock.acquire(), seconds(1));
            yieldNow();
            assertThat(waiter.isCancelled()).isTrue();
            assertThat(lock.waiters()).isEmpty();
        });
    }

    @Test // lock-3
    void aTurnIsNotLostWhenTheNextInLineIsCancelledInTheTurnOfTheRelease() {
        Loops.virtual(() -> {
            lock.acquire();
            var b = createTask(() -> acquireAndNote("b"));
            var c = createTask(() -> acquireAndNote("c"));
            yieldNow();
            lock.release();
            assertThat(lock.locked()).isFalse();
            b.cancel();
            waitFor(c, seconds(1));
            assertThat(b.isCancelled()).isTrue();
            trail.is("c");
        });
    }

    @Test // lock-4
    void whoComesAfterACancelledWaiterGetsTheLock() {
        Loops.virtual(() -> {
            lock.acquire();
            var b = createTask(() -> acquireAndNote("b"));
            yieldNow();
            b.cancel();
            lock.release();
            var c = createTask(() -> acquireAndNote("c"));
            waitFor(c, seconds(1));
            assertThat(b.isCancelled()).isTrue();
            assertThat(lock.locked()).isTrue();
            trail.is("c");
        });
    }

    @Test
    void holdAndWithCancelledWhileTheyWaitAcquireNothing() {
        Loops.virtual(() -> {
            lock.acquire();
            var hold = createTask(() -> {
                try (var _ = lock.hold()) {
                    trail.add("held");
                }
            });
            var with = createTask(() -> lock.with(() -> trail.add("with")));
            yieldNow();
            hold.cancel();
            lock.release();
            with.cancel();
            yieldNow();
            assertThat(hold.isCancelled()).isTrue();
            assertThat(with.isCancelled()).isTrue();
            assertThat(lock.locked()).isFalse();
            trail.is();
        });
    }

    @Test
    void aWaitThatTimesOutAcquiresNothing() {
        Loops.virtual(() -> {
            var owner = createTask(() -> lock.with(() -> sleep(seconds(5))));
            yieldNow();
            assertThatThrownBy(() -> waitFor(() -> lock.acquire(), seconds(1)))
                    .isInstanceOf(AsyncTimeoutException.class);
            owner.await();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void aWaitThatWasCancelledIsOverAlsoIfTheCancelWasTakenBack() {
        Loops.virtual(() -> {
            lock.acquire();
            var waiter = createTask(() -> {
                try {
                    lock.acquire();
                } catch (CancelledError e) {
                    trail.add("cancelled: " + e.message());
                }
            });
            yieldNow();
            waiter.cancel("changed my mind");
            waiter.uncancel();
            waitFor(waiter, seconds(1));
            trail.is("cancelled: changed my mind");
            lock.release();
            assertThat(lock.locked()).isFalse();
        });
    }
}
