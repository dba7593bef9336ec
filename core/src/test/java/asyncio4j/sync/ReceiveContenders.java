package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Tasks that receive. A grant sends a value if it can, close closes the channel. */
final class ReceiveContenders extends Contenders {
    private static final int END = -1;

    private final AsyncChannel<Integer> channel;
    private final AsyncChannel<Integer> silent = new AsyncChannel<>(0);
    private final boolean bySelect;
    private int next;
    private boolean closed;

    // the model
    private final TreeSet<Integer> buffer = new TreeSet<>();
    private final Map<Integer, Integer> values = new HashMap<>(); // by contender
    private int giving;
    private int handed;

    ReceiveContenders(int capacity, boolean bySelect) {
        channel = new AsyncChannel<>(capacity);
        this.bySelect = bySelect;
    }

    @Override
    Object await(int i) {
        if (!bySelect) {
            return channel.receive();
        }
        return AsyncChannel.<Integer>select()
                .receive(silent, (Integer v) -> v)
                .receive(channel, (Integer v) -> v)
                .await();
    }

    @Override
    void grant() {
        if (!closed) {
            boolean room = give(next) || buffer.size() < channel.capacity() && buffer.add(next);
            assertThat(channel.trySend(next)).isEqualTo(room);
            next++;
        }
    }

    private boolean give(int value) {
        giving = value;
        return grantFirst();
    }

    @Override
    void granted(int i) {
        values.put(i, giving);
        handed += giving == END ? 0 : 1;
    }

    @Override
    void close() {
        closed = true;
        channel.close();
        tellTheEnd();
    }

    private void tellTheEnd() {
        if (closed && handed == 0 && buffer.isEmpty()) {
            giving = END;
            grantAll();
        }
    }

    @Override
    Object took(int i) {
        int value = values.get(i);
        if (value == END) {
            return "the end";
        }
        handed--;
        tellTheEnd();
        return value;
    }

    @Override
    void passedOn(int i) {
        int value = values.get(i);
        if (value != END) {
            handed--;
            if (!give(value)) {
                buffer.add(value);
            }
        }
    }

    @Override
    void check() {
        assertThat(channel.size()).isEqualTo(buffer.size());
        while (!buffer.isEmpty()) {
            assertThat(channel.tryReceive()).isEqualTo(buffer.pollFirst());
        }
        assertThat(channel.isClosed()).isEqualTo(closed);
    }
}
