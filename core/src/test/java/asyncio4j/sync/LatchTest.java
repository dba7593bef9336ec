package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Latches. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LatchTest {
    private final Trail trail = new Trail();

    @Test
    void theLastCountLetsEverybodyGoOnInOrder() {
        Loops.virtual(() -> {
            var latch = new AsyncLatch(2);
            for (int i = 1; i <= 3; i++) {
                int n = i;
                createTask(() -> {
                    latch.await();
                    trail.add(n);
                });
            }
            yieldNow();
            latch.countDown();
            yieldNow();
            trail.is();
            assertThat(latch.count()).isEqualTo(1);
            assertThat(latch).hasToString("AsyncLatch[count:1, waiters:3]");
            latch.countDown();
            yieldNow();
            trail.is(1, 2, 3);
        });
    }

    @Test
    void anOpenLatchHoldsNobodyUpAndStaysOpen() {
        Loops.virtual(() -> {
            var latch = new AsyncLatch(0);
            createTask(() -> trail.add("other"));
            latch.await();
            latch.countDown();
            latch.await();
            trail.is();
            assertThat(latch.count()).isZero();
        });
    }

    @Test
    void aCallbackMayCountDown() {
        Loops.virtual(() -> {
            var latch = new AsyncLatch(1);
            getRunningLoop().callSoon(latch::countDown);
            gather(() -> latch.await(), () -> latch.await());
        });
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatThrownBy(() -> new AsyncLatch(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
