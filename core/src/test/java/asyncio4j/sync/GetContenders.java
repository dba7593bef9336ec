package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks that wait for an item. A grant puts one, close shuts the queue down. */
final class GetContenders extends Contenders {
    private final AsyncQueue<Integer> queue = new AsyncQueue<>();
    private final boolean immediate;
    private boolean closed;
    private int put;
    private int taken; // model; items are numbered, so what is taken next is known
    private int free; // model: there and promised to nobody
    private int there; // model

    GetContenders(boolean immediate) {
        this.immediate = immediate;
    }

    @Override
    Object await(int i) {
        return queue.get();
    }

    @Override
    void grant() {
        if (!closed) {
            queue.putNowait(put++);
            there++;
            promise();
        }
    }

    private void promise() {
        if (!grantFirst()) {
            free++;
        }
    }

    @Override
    void close() {
        closed = true;
        queue.shutdown(immediate);
        if (immediate) {
            there = 0;
            free = 0;
        }
        tellTheEnd();
    }

    private void tellTheEnd() {
        if (closed && there == 0) {
            grantAll();
        }
    }

    @Override
    Object took(int i) {
        if (there == 0) {
            return "the end";
        }
        there--;
        tellTheEnd();
        return taken++;
    }

    @Override
    void passedOn(int i) {
        if (there > 0) {
            promise();
        }
    }

    @Override
    void check() {
        assertThat(queue.qsize()).isEqualTo(free);
        assertThat(there).isEqualTo(free);
        while (free > 0) {
            assertThat(queue.getNowait()).isEqualTo(taken++);
            free--;
            there--;
        }
    }
}
