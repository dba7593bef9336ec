package asyncio4j.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that came in and have not been read: a byte array with room on both sides. Loop only.
final class ByteBin {
    private static final byte[] NONE = {};
    private static final int KEPT = 4096; // an empty bin keeps no larger array: most connections are idle

    private byte[] bytes = NONE;
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    void add(ByteBuffer more) {
        int n = more.remaining();
        room(n);
        more.get(bytes, to, n);
        to += n;
    }

    private void room(int n) {
        if (bytes.length - to >= n) {
            return;
        }
        int size = size();
        int needed = Math.addExact(size, n);
        byte[] wider = bytes;
        if (bytes.length < needed) { // by doubling, so that many small additions stay cheap
            wider = new byte
                    [(int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, size == 0 ? 0 : 2L * bytes.length))];
        }
        System.arraycopy(bytes, from, wider, 0, size);
        bytes = wider;
        from = 0;
        to = size;
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
            if (bytes.length > KEPT) {
                bytes = NONE;
            }
        }
    }

    /// The bytes, in place: valid until something is added or taken.
    ByteBuffer view() {
        return ByteBuffer.wrap(bytes, from, size()).slice();
    }

    byte at(int index) {
        return bytes[from + index];
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
