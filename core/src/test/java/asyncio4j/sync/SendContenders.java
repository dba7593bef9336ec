package asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** Tasks that send their number to a channel that is full. A grant receives, close closes the channel. */
final class SendContenders extends Contenders {
    private final AsyncChannel<Integer> channel;
    private final AsyncChannel<Integer> stuck = new AsyncChannel<>(0);
    private final boolean bySelect;
    private boolean closed;

    // the model
    private final ArrayDeque<Integer> buffer = new ArrayDeque<>();
    private final Set<Integer> sent = new HashSet<>();

    SendContenders(int capacity, boolean bySelect) {
        channel = new AsyncChannel<>(capacity);
        this.bySelect = bySelect;
        for (int i = 1; i <= capacity; i++) {
            channel.trySend(-i);
            buffer.add(-i);
        }
    }

    @Override
    Object await(int i) {
        if (bySelect) {
            return AsyncChannel.select()
                    .send(stuck, i, () -> "nothing")
                    .send(channel, i, () -> "sent")
                    .await();
        }
        channel.send(i);
        return "sent";
    }

    @Override
    void grant() {
        Integer expected = receive();
        if (expected != null || !closed) {
            assertThat(channel.tryReceive()).isEqualTo(expected);
        }
    }

    /** Model. */
    private Integer receive() {
        if (!closed) {
            grantFirst();
        }
        return buffer.poll();
    }

    @Override
    void granted(int i) {
        if (!closed) {
            sent.add(i);
            buffer.add(i);
        }
    }

    @Override
    void close() {
        closed = true;
        channel.close();
        grantAll();
    }

    @Override
    Object took(int i) {
        return sent.contains(i) ? "sent" : "the end";
    }

    @Override
    boolean stands(int i) {
        return sent.contains(i);
    }

    @Override
    void passedOn(int i) {} // it was told the end

    @Override
    void check() {
        assertThat(channel.size()).isEqualTo(buffer.size());
        assertThat(channel.isClosed()).isEqualTo(closed);
        while (!buffer.isEmpty()) {
            grant();
            turn();
        }
    }
}
