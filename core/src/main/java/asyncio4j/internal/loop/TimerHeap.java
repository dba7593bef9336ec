package asyncio4j.internal.loop;

import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Timers by time, ties in order of scheduling; a cancelled one is taken out at once. Loop only.
///
/// Four children to a node, and the times in an array of their own: a step down reads one cache line.
final class TimerHeap {
    private static final int LEAST = 16;

    private @Nullable TimerEntry[] heap = new TimerEntry[LEAST];
    private long[] times = new long[LEAST];
    private int size;
    private int scheduled;

    int size() {
        return size;
    }

    @Nullable
    TimerEntry first() {
        return heap[0];
    }

    /// When the first is due, if there is one.
    long firstTime() {
        return times[0];
    }

    /// When `e` is due, if it is in here. Any thread, racy.
    OptionalLong timeOf(TimerEntry e) {
        @Nullable TimerEntry[] entries = heap;
        long[] when = times;
        int i = e.index;
        if (i < 0 || i >= Math.min(entries.length, when.length)) {
            return OptionalLong.empty();
        }
        long time = when[i];
        return entries[i] == e ? OptionalLong.of(time) : OptionalLong.empty();
    }

    void add(TimerEntry e, long when) {
        e.order = scheduled++;
        if (size == heap.length) {
            resize(size * 2);
        }
        up(size++, e, when);
    }

    boolean remove(TimerEntry e) {
        int i = e.index;
        if (i == TimerEntry.OUT) {
            return false;
        }
        e.index = TimerEntry.OUT;
        TimerEntry last = at(--size);
        heap[size] = null;
        if (last != e) {
            long when = times[size];
            if (i > 0 && before(when, last, (i - 1) >>> 2)) {
                up(i, last, when);
            } else {
                down(i, last, when);
            }
        }
        if (heap.length > 1024 && size < heap.length / 8) {
            resize(heap.length / 4);
        }
        return true;
    }

    private void resize(int length) {
        heap = Arrays.copyOf(heap, length);
        times = Arrays.copyOf(times, length);
    }

    @SuppressWarnings("NullAway") // slots below size are never null
    private TimerEntry at(int i) {
        return heap[i];
    }

    /// Whether `e`, due at `when`, comes before the one at `i`.
    private boolean before(long when, TimerEntry e, int i) {
        return when < times[i] || when == times[i] && e.order - at(i).order < 0;
    }

    /// Whether the one at `i` comes before the one at `k`.
    private boolean before(int i, int k) {
        return times[i] < times[k] || times[i] == times[k] && at(i).order - at(k).order < 0;
    }

    private void put(int i, TimerEntry e, long when) {
        heap[i] = e;
        times[i] = when;
        e.index = i;
    }

    private void up(int from, TimerEntry e, long when) {
        int i = from;
        while (i > 0) {
            int parent = (i - 1) >>> 2;
            if (!before(when, e, parent)) {
                break;
            }
            put(i, at(parent), times[parent]);
            i = parent;
        }
        put(i, e, when);
    }

    private void down(int from, TimerEntry e, long when) {
        int i = from;
        for (int child = 4 * i + 1; child < size; child = 4 * i + 1) {
            int least = child;
            for (int k = child + 1; k < Math.min(child + 4, size); k++) {
                if (before(k, least)) {
                    least = k;
                }
            }
            if (before(when, e, least)) {
                break;
            }
            put(i, at(least), times[least]);
            i = least;
        }
        put(i, e, when);
    }
}
