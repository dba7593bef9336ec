package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.DeadlockException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockTest {
    private final Trail trail = new Trail();
    private final AsyncLock lock = new AsyncLock("stock");

    @Test // lock-2
    void eachReleaseLetsOneGoOnInOrderOfArrival() {
        Loops.virtual(() -> {
            lock.acquire();
            for (int i = 1; i <= 3; i++) {
                int n = i;
                createTask(() -> lock.with(() -> {
                    trail.add(n);
                    yieldNow();
                }));
            }
            yieldNow();
            yieldNow();
            trail.is();
            lock.release();
            yieldNow();
            trail.is(1);
            yieldNow();
            trail.is(1);
            yieldNow();
            trail.is(1, 2);
            yieldNow();
            yieldNow();
            trail.is(1, 2, 3);
        });
    }

    @Test // lock-5, lock-6
    void aReleasedLockIsFreeAndCannotBeReleasedAgain() {
        Loops.virtual(() -> {
            lock.acquire();
            assertThat(lock.locked()).isTrue();
            lock.release();
            assertThat(lock.locked()).isFalse();
            assertThatThrownBy(lock::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lock \"stock\" is not held");
        });
    }

    @Test
    void onlyTheOwnerMayRelease() {
        Loops.virtual(() -> {
            var owner = createTask("owner", () -> lock.with(() -> sleep(seconds(1))));
            yieldNow();
            assertThatThrownBy(lock::release)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another task")
                    .hasMessageContaining("owner");
            owner.await();
            assertThat(lock.locked()).isFalse();
        });
    }

    private String rounds(boolean yieldInside) {
        var order = new StringBuilder();
        Loops.virtual(() -> {
            var l = new AsyncLock();
            for (int i = 1; i <= 3; i++) {
                int n = i;
                createTask(() -> {
                    for (int round = 0; round < 5; round++) {
                        try (var _ = l.hold()) {
                            order.append(n);
                            if (yieldInside) {
                                yieldNow();
                            }
                        }
                    }
                });
            }
            sleep(seconds(1));
        });
        return order.toString();
    }

    @Test // lock-7
    void whoReleasesQueuesBehindThoseThatWait() {
        assertThat(rounds(true)).isEqualTo("123".repeat(5));
    }

    @Test // lock-9
    void aFreeLockIsAcquiredWithoutSuspending() {
        assertThat(rounds(false)).isEqualTo("111112222233333");
    }

    @Test // lock-10
    void theBlockFormsHoldTheLockFromBeginningToEnd() {
        Loops.virtual(() -> {
            try (var _ = lock.hold()) {
                sleep(millis(1));
                assertThat(lock.locked()).isTrue();
            }
            assertThat(lock.locked()).isFalse();
            assertThat(lock.with(() -> {
                        sleep(millis(1));
                        return lock.locked();
                    }))
                    .isTrue();
            assertThat(lock.locked()).isFalse();
            var failure = new IOException("inside");
            assertThat(catchThrowable(() -> lock.with(() -> {
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void acquiringWhatTheTaskOwnsIsADeadlockAtOnce() {
        Loops.virtual(() -> {
            currentTask().setName("teller");
            lock.acquire();
            assertThatThrownBy(() -> waitFor(() -> lock.acquire(), seconds(1)))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("teller")
                    .hasMessageContaining("stock");
            lock.release();
            assertThat(lock.locked()).isFalse();
        });
    }
}
