package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for a notification. A grant notifies one, close notifies all. */
final class ConditionContenders extends Contenders {
    private final AsyncCondition condition = new AsyncCondition();

    @Override
    Object await(int i) {
        try (var _ = condition.hold()) {
            condition.await();
        }
        return "a notification";
    }

    @Override
    void grant() {
        condition.with(() -> condition.notifyOne());
        grantFirst();
    }

    @Override
    void close() {
        condition.with(() -> condition.signalAll());
        grantAll();
    }

    @Override
    Object took(int i) {
        return "a notification";
    }

    @Override
    void passedOn(int i) {
        grantFirst();
    }

    @Override
    void check() {
        assertThat(condition.locked()).isFalse();
    }
}
