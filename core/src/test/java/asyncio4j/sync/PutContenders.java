package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Tasks that wait for a place in a queue of one. A grant takes an item, close shuts the queue down. */
final class PutContenders extends Contenders {
    private final AsyncQueue<Integer> queue = new AsyncQueue<>(1);
    private final boolean immediate;
    private final List<Integer> out = new ArrayList<>();
    private final List<Integer> foreseen = new ArrayList<>(List.of(-1)); // model: what was put
    private boolean closed;
    private int there = 1; // model
    private int reserved; // model: places promised

    PutContenders(boolean immediate) {
        this.immediate = immediate;
        queue.putNowait(-1);
    }

    @Override
    Object await(int i) {
        queue.put(i);
        return "a place";
    }

    @Override
    void grant() {
        if (there > 0) {
            out.add(queue.getNowait());
            there--;
            promise();
        }
    }

    private void promise() {
        if (!closed && there + reserved == 0 && grantFirst()) {
            reserved++;
        }
    }

    @Override
    void close() {
        closed = true;
        queue.shutdown(immediate);
        if (immediate && there > 0) {
            there = 0;
            foreseen.removeLast();
        }
        grantAll();
    }

    @Override
    Object took(int i) {
        if (closed) {
            return "the end";
        }
        reserved--;
        there++;
        foreseen.add(i);
        return "a place";
    }

    @Override
    void passedOn(int i) {
        if (!closed) {
            reserved--;
            promise();
        }
    }

    @Override
    void check() {
        assertThat(queue.qsize()).isEqualTo(there);
        assertThat(queue.full()).isEqualTo(there > 0);
        while (there > 0) {
            grant();
            turn();
        }
        assertThat(out).isEqualTo(foreseen);
    }
}
