package asyncio4j.internal.loop;

import org.jspecify.annotations.Nullable;

/// What runs next, first in, first out: an array ring. Loop only.
sealed class ReadyQueue permits ChosenQueue {
    private @Nullable Object[] ring = new Object[64];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Object item) {
        if (size == ring.length) {
            ring = grown();
            head = 0;
        }
        ring[(head + size++) & (ring.length - 1)] = item;
    }

    private @Nullable Object[] grown() {
        var bigger = new @Nullable Object[ring.length * 2];
        int tail = ring.length - head;
        System.arraycopy(ring, head, bigger, 0, tail);
        System.arraycopy(ring, 0, bigger, tail, head);
        return bigger;
    }

    /// The first, not taken out; null when empty.
    @Nullable
    Object peek() {
        return size == 0 ? null : ring[head];
    }

    /// Takes the next step, callback or job to run.
    Object take() {
        return poll();
    }

    /// Takes the first.
    Object poll() {
        Object item = ring[head];
        if (item == null) {
            throw new IllegalStateException("nothing is ready");
        }
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return item;
    }
}
