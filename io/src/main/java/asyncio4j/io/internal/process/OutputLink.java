package asyncio4j.io.internal.process;

import asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a child writes, as a link that only receives.
///
/// One piece is under way at a time, and none while reading is paused: the pipe fills up then, and holds the
/// child back.
public final class OutputLink extends PipeLink implements PipeSource.Taker {
    private final PipeSource source;
    private boolean fetching;
    private boolean paused;

    OutputLink(EventLoop loop, PipeSource source) {
        super(loop);
        this.source = source;
    }

    @Override
    public void start(Receiver to) {
        super.start(to);
        fetch();
    }

    private void fetch() {
        if (!fetching && !paused && !closing && !lost) {
            fetching = true;
            source.fetch(this);
        }
    }

    @Override
    public void piece(byte[] bytes) {
        onLoop(() -> {
            fetching = false;
            if (!closing) {
                receiver().received(ByteBuffer.wrap(bytes));
                fetch();
            }
        });
    }

    @Override
    public void end(@Nullable IOException cause) {
        onLoop(() -> lose(cause));
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        fetch();
    }

    @Override
    void closePipe(Runnable closed) {
        source.close(closed);
    }

    @Override
    public void close() {
        if (!closing && !lost) {
            closing = true;
            closePipe(() -> onLoop(() -> lose(null)));
        }
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void send(ByteBuffer bytes) {
        throw new IllegalStateException("a child's output cannot be written");
    }

    @Override
    public long unsent() {
        return 0;
    }

    @Override
    public void endOutput() {}
}
