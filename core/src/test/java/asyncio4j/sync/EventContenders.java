package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for an event. A grant sets it, close clears it. */
final class EventContenders extends Contenders {
    private final AsyncEvent event = new AsyncEvent();
    private boolean set; // model

    @Override
    Object await(int i) {
        return event.await();
    }

    @Override
    void grant() {
        event.set();
        set = true;
        grantAll();
    }

    @Override
    void close() {
        event.clear();
        set = false;
    }

    @Override
    Object took(int i) {
        return true;
    }

    @Override
    void passedOn(int i) {}

    @Override
    void check() {
        assertThat(event.isSet()).isEqualTo(set);
    }
}
