package asyncio4j.io.internal.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;

/// Direct buffers of two sizes for what is sent, kept per loop. Netty's allocators are made for threads of their
/// own: from tasks they get and give back memory for each large write. Loop only.
final class Chunks {
    static final int LARGE = 65_536;
    private static final int SMALL = 4096;
    private static final int KEPT = 64; // of each size

    private final ArrayDeque<ByteBuf> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuf> large = new ArrayDeque<>();
    private boolean closed;

    /// An empty buffer for the beginning of `bytes` bytes, or for all of them.
    ByteBuf take(int bytes) {
        boolean little = bytes <= SMALL;
        ByteBuf kept = (little ? small : large).poll();
        return kept != null ? kept : UnpooledByteBufAllocator.DEFAULT.directBuffer(little ? SMALL : LARGE, LARGE);
    }

    /// Takes back a buffer that nobody else has any more, and drops one that somebody has.
    void give(ByteBuf chunk) {
        ArrayDeque<ByteBuf> same = chunk.capacity() <= SMALL ? small : large;
        if (!closed && chunk.refCnt() == 1 && same.size() < KEPT) {
            same.push(chunk.clear());
        } else {
            chunk.release();
        }
    }

    void close() {
        closed = true;
        small.forEach(ByteBuf::release);
        large.forEach(ByteBuf::release);
        small.clear();
        large.clear();
    }
}
