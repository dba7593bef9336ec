package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopParts;
import java.util.ArrayDeque;

/// Byte arrays of a loop's readers that nobody uses at the moment: most connections are idle and need none. A
/// part of the loop; loop only.
///
/// Sizes are powers of two from 4 KiB to 256 KiB, at most [#KEPT] of each are kept; larger arrays are not.
final class ArrayPool {
    static final byte[] NONE = {};
    private static final int SMALLEST = 12; // as powers of two
    private static final int LARGEST = 18;
    private static final int KEPT = 8;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private final ArrayDeque<byte[]>[] spare = new ArrayDeque[LARGEST - SMALLEST + 1];

    private ArrayPool() {
        for (int i = 0; i < spare.length; i++) {
            spare[i] = new ArrayDeque<>();
        }
    }

    /// That of `loop`.
    static ArrayPool of(EventLoop loop) {
        return LoopParts.of(loop, ArrayPool.class, _ -> new ArrayPool());
    }

    /// An array of at least `size` bytes, of any content.
    byte[] take(int size) {
        int power = Math.max(SMALLEST, Integer.SIZE - Integer.numberOfLeadingZeros(size - 1));
        if (power > LARGEST) {
            return new byte[size];
        }
        byte[] kept = spare[power - SMALLEST].poll();
        return kept == null ? new byte[1 << power] : kept;
    }

    /// Takes `array` back.
    void give(byte[] array) {
        int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(array.length);
        if (power >= SMALLEST && power <= LARGEST && array.length == 1 << power) {
            ArrayDeque<byte[]> same = spare[power - SMALLEST];
            if (same.size() < KEPT) {
                same.push(array);
            }
        }
    }
}
