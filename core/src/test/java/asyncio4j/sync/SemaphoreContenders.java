package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for a permit. A grant: somebody releases one. */
final class SemaphoreContenders extends Contenders {
    private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    private int permits; // model

    @Override
    Object await(int i) {
        semaphore.acquire();
        return "a permit";
    }

    @Override
    void grant() {
        semaphore.release();
        permit();
    }

    @Override
    void close() {} // a semaphore has no end

    @Override
    Object took(int i) {
        return "a permit";
    }

    @Override
    void passedOn(int i) {
        permit();
    }

    private void permit() {
        if (!grantFirst()) {
            permits++;
        }
    }

    @Override
    void check() {
        assertThat(semaphore.permits()).isEqualTo(permits);
        assertThat(semaphore.locked()).isEqualTo(permits == 0);
    }
}
