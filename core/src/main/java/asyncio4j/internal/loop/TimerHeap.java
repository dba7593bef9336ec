package asyncio4j.internal.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Timers by time, ties in order of scheduling; a cancelled one is taken out at once. Loop only.
final class TimerHeap {
    private @Nullable TimerEntry[] heap = new TimerEntry[16];
    private int size;
    private int scheduled;

    int size() {
        return size;
    }

    @Nullable
    TimerEntry first() {
        return heap[0];
    }

    void add(TimerEntry e, long when) {
        e.when = when;
        e.order = scheduled++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(size++, e);
    }

    boolean remove(TimerEntry e) {
        int i = e.index;
        if (i == TimerEntry.OUT) {
            return false;
        }
        e.index = TimerEntry.OUT;
        TimerEntry last = heap[--size];
        heap[size] = null;
        if (last != e && last != null) {
            if (i > 0 && before(last, parent(i))) {
                up(i, last);
            } else {
                down(i, last);
            }
        }
        if (heap.length > 1024 && size < heap.length / 8) {
            heap = Arrays.copyOf(heap, heap.length / 4);
        }
        return true;
    }

    private TimerEntry parent(int i) {
        return at((i - 1) >>> 1);
    }

    @SuppressWarnings("NullAway") // slots below size are never null
    private TimerEntry at(int i) {
        return heap[i];
    }

    private static boolean before(TimerEntry a, TimerEntry b) {
        return a.when != b.when ? a.when < b.when : a.order - b.order < 0;
    }

    private void up(int i, TimerEntry e) {
        while (i > 0) {
            int p = (i - 1) >>> 1;
            TimerEntry above = at(p);
            if (!before(e, above)) {
                break;
            }
            heap[i] = above;
            above.index = i;
            i = p;
        }
        heap[i] = e;
        e.index = i;
    }

    private void down(int i, TimerEntry e) {
        int half = size >>> 1;
        while (i < half) {
            int c = 2 * i + 1;
            TimerEntry child = at(c);
            if (c + 1 < size && before(at(c + 1), child)) {
                child = at(++c);
            }
            if (!before(child, e)) {
                break;
            }
            heap[i] = child;
            child.index = i;
            i = c;
        }
        heap[i] = e;
        e.index = i;
    }
}
