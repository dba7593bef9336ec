package asyncio4j.io.internal.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Lets all channels of a loop read into one buffer, one after another: a link copies what came before it
/// returns. While somebody keeps the buffer (TLS, for a record that is not complete) others are made. On the
/// poller's thread.
final class Receiving extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int SIZE = 65_536;

    private @Nullable ByteBuf shared;
    private boolean closed;

    private ByteBuf next(ByteBufAllocator otherwise) {
        ByteBuf buffer = shared;
        if (buffer == null && !closed) {
            buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE);
            shared = buffer;
        }
        return buffer != null && buffer.refCnt() == 1 ? buffer.clear().retain() : otherwise.ioBuffer(SIZE);
    }

    void close() {
        closed = true;
        if (shared != null) {
            shared.release();
            shared = null;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // the handle's type is, and has no successor
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator alloc) {
                return next(alloc);
            }

            @Override
            public int guess() {
                return SIZE;
            }
        };
    }
}
