package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Re-entrant locks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RLockTest {
    private final Trail trail = new Trail();

    @Test
    void aReentrantLockIsFreeAfterAsManyReleasesAsAcquisitions() {
        Loops.virtual(() -> {
            var re = new AsyncRLock("tree");
            re.acquire();
            re.acquire();
            try (var _ = re.hold()) {
                re.with(() -> {});
            }
            var other = createTask(() -> {
                re.acquire();
                trail.add("other");
                re.release();
            });
            yieldNow();
            re.release();
            yieldNow();
            assertThat(re.locked()).isTrue();
            trail.is();
            re.release();
            other.await();
            trail.is("other");
            assertThat(re.locked()).isFalse();
            assertThatThrownBy(re::release).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void aHandfulOfTasksShareAReentrantLockInTurn() {
        Loops.virtual(() -> {
            var re = new AsyncRLock();
            gather(
                    () -> re.with(() -> re.with(() -> {
                        yieldNow();
                        trail.add(1);
                    })),
                    () -> re.with(() -> trail.add(2)),
                    () -> re.with(() -> trail.add(3)));
            trail.is(1, 2, 3);
        });
    }
}
