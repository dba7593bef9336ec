package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CapacityLimiterTest {
    @Test
    void itTellsWhoHoldsAndWhoWaits() {
        Loops.virtual(() -> {
            var limiter = new CapacityLimiter(2);
            limiter.acquire();
            limiter.acquireOnBehalfOf("job 7");
            Task<Void> waiter = createTask(() -> limiter.acquire());
            yieldNow();
            assertThat(limiter.holders()).containsExactly(currentTask(), "job 7");
            assertThat(limiter.waiters()).isEqualTo(List.of(waiter));
            assertThat(limiter.borrowedTokens()).isEqualTo(2);
            assertThat(limiter.availableTokens()).isZero();
            limiter.releaseOnBehalfOf("job 7");
            waiter.await();
            assertThat(limiter.holders()).containsExactly(currentTask(), waiter);
            assertThat(limiter).hasToString("CapacityLimiter[2 of 2 borrowed]");
        });
    }

    @Test
    void aBorrowerHoldsOneTokenOnly() {
        Loops.virtual(() -> {
            var limiter = new CapacityLimiter(3);
            try (var _ = limiter.hold()) {
                assertThatThrownBy(limiter::acquire).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(limiter::tryAcquire).isInstanceOf(IllegalStateException.class);
                limiter.acquireOnBehalfOf("a");
                assertThatThrownBy(() -> limiter.acquireOnBehalfOf("a")).isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(limiter::release).isInstanceOf(IllegalStateException.class);
            limiter.releaseOnBehalfOf("a");
            assertThat(limiter.availableTokens()).isEqualTo(3);
        });
    }

    @Test
    void nobodyWaitsTwiceForOneBorrower() {
        Loops.virtual(() -> {
            var limiter = new CapacityLimiter(0);
            Task<Void> waiter = createTask(() -> limiter.acquireOnBehalfOf("a"));
            yieldNow();
            assertThatThrownBy(() -> limiter.acquireOnBehalfOf("a")).isInstanceOf(IllegalStateException.class);
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
            limiter.setTotalTokens(1);
            limiter.acquireOnBehalfOf("a");
        });
    }

    @Test
    void moreTokensLetWaitersGoOnInOrderFewerTakeNoneAway() {
        var trail = new Trail();
        Loops.virtual(() -> {
            var limiter = new CapacityLimiter(1);
            limiter.acquireOnBehalfOf("x");
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> {
                    limiter.acquireOnBehalfOf(name);
                    trail.add(name);
                });
            }
            yieldNow();
            limiter.setTotalTokens(3);
            yieldNow();
            trail.is("a", "b");
            limiter.setTotalTokens(1);
            assertThat(limiter.borrowedTokens()).isEqualTo(3);
            assertThat(limiter.availableTokens()).isZero();
            limiter.releaseOnBehalfOf("a");
            limiter.releaseOnBehalfOf("b");
            yieldNow();
            trail.is("a", "b");
            limiter.releaseOnBehalfOf("x");
            yieldNow();
            trail.is("a", "b", "c");
        });
    }

    @Test
    void aNewcomerDoesNotOvertake() {
        Loops.virtual(() -> {
            var limiter = new CapacityLimiter(1);
            limiter.acquireOnBehalfOf("x");
            Task<Void> waiter = createTask(() -> limiter.with(() -> yieldNow()));
            yieldNow();
            limiter.setTotalTokens(5);
            assertThat(limiter.tryAcquire()).isFalse();
            waiter.await();
            assertThat(limiter.tryAcquire()).isTrue();
        });
    }

    @Test
    void negativeNumbersAreRefused() {
        assertThatThrownBy(() -> new CapacityLimiter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CapacityLimiter(1).setTotalTokens(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
