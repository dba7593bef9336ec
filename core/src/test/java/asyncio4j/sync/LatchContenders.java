package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for a latch of two. A grant counts down. */
final class LatchContenders extends Contenders {
    private final AsyncLatch latch = new AsyncLatch(2);
    private int count = 2; // model

    @Override
    Object await(int i) {
        latch.await();
        return "through";
    }

    @Override
    void grant() {
        latch.countDown();
        if (count > 0 && --count == 0) {
            grantAll();
        }
    }

    @Override
    void close() {} // a latch has no end

    @Override
    Object took(int i) {
        return "through";
    }

    @Override
    void passedOn(int i) {}

    @Override
    void check() {
        assertThat(latch.count()).isEqualTo(count);
    }
}
