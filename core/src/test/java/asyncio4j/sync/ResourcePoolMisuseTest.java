package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Task;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Loops;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits, factories and places that a pool is not made for. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResourcePoolMisuseTest {
    @Test
    void aLimitLongPastIsATimeout() {
        Loops.virtual(() -> {
            var pool = new ResourcePool<>(Object::new, PoolOptions.defaults().withMaxSize(1));
            pool.acquire();
            assertThatThrownBy(() -> pool.acquire(Duration.ofSeconds(Long.MIN_VALUE)))
                    .isInstanceOf(AsyncTimeoutException.class);
        });
    }

    @Test
    void whatLiesIdleIsNotMadeAgain() {
        Loops.virtual(() -> {
            var one = new Object();
            int[] calls = {0};
            var pool = new ResourcePool<>(() -> sleep(seconds(calls[0]++), one));
            pool.acquire();
            Task<Object> second = createTask(() -> pool.acquire());
            yieldNow();
            pool.release(one);
            sleep(seconds(2));
            assertThat(second.exception())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has already");
            assertThat(pool.statistics().size()).isEqualTo(1);
        });
    }

    @Test
    void closingThatTheEndOfRunCancelsBeforeItBeginsIsDoneAllTheSame() {
        boolean[] closed = {false};
        var options = PoolOptions.<Object>defaults().withCloser(_ -> {
            sleep(seconds(1));
            closed[0] = true;
        });
        try (var log = new LogTap()) {
            Loops.virtual(() -> {
                var pool = new ResourcePool<>(Object::new, options);
                pool.release(pool.acquire());
                createTask(() -> pool.close());
            });
            assertThat(log.messages()).isEmpty();
        }
        assertThat(closed[0]).isTrue();
    }

    @Test
    void closingOutsideALoopIsRefusedAndChangesNothing() {
        var pool = new ResourcePool<>(Object::new);
        assertThatThrownBy(pool::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThat(pool.isClosed()).isFalse();
    }
}
