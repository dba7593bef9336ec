package asyncio4j.io.internal.process;

import asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// What a child reads, as a link that only sends. One piece is under way at a time; small ones are put together.
public final class InputLink extends PipeLink implements PipeSink.Giver {
    private static final int PIECE = 65_536;

    private final PipeSink sink;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long unsent;
    private int pushing; // bytes under way
    private boolean ended;
    private boolean sinkClosed; // asked to close
    private boolean sinkGone; // closed

    InputLink(EventLoop loop, PipeSink sink) {
        super(loop);
        this.sink = sink;
    }

    @Override
    public void start(Receiver to) {
        super.start(to);
        sink.start(this);
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (ended || closing || lost) {
            bytes.position(bytes.limit());
            return;
        }
        while (bytes.hasRemaining()) {
            byte[] piece = new byte[Math.min(PIECE, bytes.remaining())];
            bytes.get(piece);
            waiting.add(piece);
            unsent += piece.length;
        }
        advance();
    }

    private void advance() {
        if (pushing > 0 || lost) {
            return;
        }
        if (!waiting.isEmpty()) {
            byte[] piece = next();
            pushing = piece.length;
            sink.push(piece);
        } else if ((ended || closing) && !sinkClosed) {
            sinkClosed = true;
            closePipe(() -> onLoop(this::gone));
        }
    }

    private byte[] next() {
        byte[] first = waiting.remove();
        int n = first.length;
        int more = 0;
        for (byte[] b : waiting) {
            if (n + b.length > PIECE) {
                break;
            }
            n += b.length;
            more++;
        }
        if (more == 0) {
            return first;
        }
        ByteBuffer all = ByteBuffer.allocate(n).put(first);
        for (int i = 0; i < more; i++) {
            all.put(waiting.remove());
        }
        return all.array();
    }

    @Override
    public void pushed() {
        onLoop(() -> {
            unsent -= pushing;
            pushing = 0;
            if (!lost) {
                receiver().sent();
                advance();
            }
        });
    }

    @Override
    public void broken(IOException cause) {
        onLoop(() -> {
            drop();
            lose(cause);
        });
    }

    private void drop() {
        waiting.clear();
        unsent = 0;
        pushing = 0;
    }

    private void gone() {
        sinkGone = true;
        quiet();
        if (closing) {
            lose(null);
        }
    }

    @Override
    void closePipe(Runnable closed) {
        sink.close(closed);
    }

    @Override
    public long unsent() {
        return unsent;
    }

    @Override
    public void endOutput() {
        ended = true;
        advance();
    }

    @Override
    public void close() {
        closing = true;
        if (sinkGone) {
            lose(null);
        } else {
            advance();
        }
    }

    @Override
    public void abort() {
        drop();
        close();
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}
}
