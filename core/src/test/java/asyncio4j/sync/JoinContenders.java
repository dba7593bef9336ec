package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait until all items are done. A grant reports one done, close puts another. */
final class JoinContenders extends Contenders {
    private final AsyncQueue<String> queue = new AsyncQueue<>();
    private int unfinished; // model

    JoinContenders() {
        close();
    }

    @Override
    Object await(int i) {
        queue.join();
        return "all done";
    }

    @Override
    void grant() {
        if (unfinished > 0) {
            queue.taskDone();
            if (--unfinished == 0) {
                grantAll();
            }
        }
    }

    @Override
    void close() {
        queue.putNowait("more");
        unfinished++;
    }

    @Override
    Object took(int i) {
        return "all done";
    }

    @Override
    void passedOn(int i) {}

    @Override
    void check() {
        assertThat(waiting() == 0 || unfinished > 0).isTrue();
    }
}
