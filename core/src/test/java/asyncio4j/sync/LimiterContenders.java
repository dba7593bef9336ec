package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for a token and keep it. A grant: one more token; close: one less. */
final class LimiterContenders extends Contenders {
    private final CapacityLimiter limiter = new CapacityLimiter(0);
    private int total; // model, as the next
    private int taken; // or promised

    @Override
    Object await(int i) {
        limiter.acquire();
        return "a token";
    }

    @Override
    void grant() {
        limiter.setTotalTokens(++total);
        promise();
    }

    private void promise() {
        while (taken < total && grantFirst()) {
            taken++;
        }
    }

    @Override
    void close() {
        if (total > 0) {
            limiter.setTotalTokens(--total);
        }
    }

    @Override
    Object took(int i) {
        return "a token";
    }

    @Override
    void passedOn(int i) {
        taken--;
        promise();
    }

    @Override
    void check() {
        assertThat(limiter.borrowedTokens()).isEqualTo(taken);
        assertThat(limiter.availableTokens()).isEqualTo(Math.max(0, total - taken));
        assertThat(limiter.holders()).hasSize(taken);
        assertThat(limiter.waiters()).hasSize(waiting());
    }
}
