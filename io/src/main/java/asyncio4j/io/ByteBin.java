package asyncio4j.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that came in and have not been read, in one array with room on both sides; none when it is empty. Loop
/// only.
final class ByteBin {
    private final ArrayPool pool;
    private byte[] bytes = ArrayPool.NONE;
    private int from;
    private int to;

    ByteBin(ArrayPool pool) {
        this.pool = pool;
    }

    int size() {
        return to - from;
    }

    void add(ByteBuffer more) {
        int n = more.remaining();
        if (bytes.length - to < n) {
            room(n);
        }
        more.get(bytes, to, n);
        to += n;
    }

    private void room(int n) {
        int size = size();
        int needed = Math.addExact(size, n);
        byte[] wider = bytes;
        if (bytes.length < needed) {
            boolean more = size > 0 || n > 32_768; // then it is likely to go on

            wider = pool.take(more ? (int) Math.min(Integer.MAX_VALUE - 16, 2L * needed) : needed);
        }
        System.arraycopy(bytes, from, wider, 0, size);
        replace(wider);
        from = 0;
        to = size;
    }

    private void replace(byte[] by) {
        if (by != bytes) {
            pool.give(bytes);
            bytes = by;
        }
    }

    byte[] take(int n) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + n);
        drop(n);
        return taken;
    }

    int take(ByteBuffer into) {
        int n = Math.min(size(), into.remaining());
        into.put(bytes, from, n);
        drop(n);
        return n;
    }

    void drop(int n) {
        from += n;
        if (from == to) {
            from = 0;
            to = 0;
            replace(ArrayPool.NONE);
        }
    }

    /// The bytes, in place: valid until something is added or taken.
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, from, size()).slice();
    }

    /// Where `wanted` begins for the first time at or after `start`, -1 if nowhere.
    int indexOf(byte[] wanted, int start) {
        byte first = wanted[0];
        int last = to - wanted.length;
        for (int i = from + start; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i - from;
            }
        }
        return -1;
    }
}
