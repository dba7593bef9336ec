package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Semaphores. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SemaphoreTest {
    private final Trail trail = new Trail();

    private Task<Void> acquiring(AsyncSemaphore s, Object name) {
        return createTask(() -> {
            s.acquire();
            trail.add(name);
        });
    }

    @Test // semaphore-1
    void aNewcomerCannotStealWhatAWaiterWasGranted() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(1);
            s.acquire();
            acquiring(s, "a");
            yieldNow();
            s.release();
            assertThat(s.locked()).isTrue();
            var b = acquiring(s, "b");
            yieldNow();
            yieldNow();
            trail.is("a");
            assertThat(b.isDone()).isFalse();
        });
    }

    @Test // semaphore-2
    void whoReleasesQueuesBehindThoseThatWait() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(1);
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 1; i <= 3; i++) {
                int n = i;
                tasks.add(createTask(() -> {
                    for (int round = 1; round <= 2; round++) {
                        s.acquire();
                        trail.add("c" + n + "_" + round);
                        yieldNow();
                        s.release();
                    }
                }));
            }
            gather(tasks);
            trail.is("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2");
        });
    }

    @Test // semaphore-3
    void permitsGoOutInOrderOfArrivalAlsoAfterManyReleases() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(1);
            acquiring(s, 1);
            var t2 = createTask(() -> {
                s.acquire();
                trail.add(2);
                s.release();
                s.acquire();
                trail.add(4);
            });
            acquiring(s, 3);
            yieldNow();
            s.release();
            s.release();
            t2.await();
            trail.is(1, 2, 3, 4);
        });
    }

    @Test // semaphore-4
    void aPermitOfACancelledTaskGoesToTheNext() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(0);
            var t1 = acquiring(s, 1);
            acquiring(s, 2);
            yieldNow();
            t1.cancel();
            s.release();
            yieldNow();
            yieldNow();
            assertThat(t1.isCancelled()).isTrue();
            trail.is(2);
            assertThat(s.locked()).isTrue();
        });
    }

    @Test // semaphore-5
    void oneCancelledRightAfterItWasGrantedAPermitGivesItBack() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(1);
            var tasks = new ArrayList<Task<Void>>();
            tasks.add(createTask(() -> {
                s.with(() -> sleep(millis(1)));
                tasks.get(1).cancel();
            }));
            tasks.add(createTask(() -> s.with(() -> trail.add("not reached"))));
            var outcomes = gatherSettled(tasks);
            assertThat(outcomes.get(0).get()).isNull();
            assertThat(tasks.get(1).isCancelled()).isTrue();
            waitFor(() -> s.acquire(), seconds(1));
            trail.is();
        });
    }

    @Test // semaphore-6
    void aBoundedSemaphoreRefusesMoreReleasesThanAcquisitions() {
        Loops.virtual(() -> {
            var s = new AsyncBoundedSemaphore(2);
            assertThatThrownBy(s::release).isInstanceOf(IllegalStateException.class);
            s.acquire();
            s.release();
            assertThatThrownBy(s::release).isInstanceOf(IllegalStateException.class);
            s.with(() -> s.with(() -> assertThat(s.locked()).isTrue()));
            assertThat(s.locked()).isFalse();
        });
    }

    @Test // semaphore-7, semaphore-8
    void zeroPermitsAreLockedAndOneIsTheDefault() {
        assertThat(new AsyncSemaphore(0).locked()).isTrue();
        assertThat(new AsyncSemaphore().locked()).isFalse();
        assertThat(new AsyncSemaphore().permits()).isEqualTo(1);
        assertThat(new AsyncBoundedSemaphore().permits()).isEqualTo(1);
    }

    @Test // semaphore-9
    void oneThatReleasesManyTimesAndAcquiresDoesNotOvertake() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(0);
            acquiring(s, 1);
            yieldNow();
            s.release();
            s.release();
            s.release();
            assertThat(s.locked()).isTrue(); // somebody has still to go on
            acquiring(s, 3);
            s.acquire();
            trail.add(2);
            yieldNow();
            trail.is(1, 2, 3);
            assertThat(s.permits()).isZero();
        });
    }

    @Test
    void theBlockFormsGiveThePermitBack() {
        Loops.virtual(() -> {
            var s = new AsyncSemaphore(1);
            Action held = () -> {
                sleep(millis(1));
                assertThat(s.locked()).isTrue();
            };
            s.with(held);
            assertThat(s.locked()).isFalse();
            try (var _ = s.hold()) {
                held.run();
            }
            assertThat(s.locked()).isFalse();
        });
    }

    @Test
    void aNegativeNumberOfPermitsIsRefused() {
        assertThatThrownBy(() -> new AsyncSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AsyncBoundedSemaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
