package asyncio4j.io.internal.process;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.io.spi.Link;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What both kinds of pipes have in common as links. Loop only, but [#onLoop].
abstract class PipeLink implements Link {
    private final EventLoop loop;
    private final CompletableFuture<@Nullable Void> outside = new CompletableFuture<>();
    private @Nullable Receiver receiver;
    boolean closing;
    boolean lost;

    /// On the loop, in a task.
    PipeLink(EventLoop loop) {
        this.loop = loop;
        Asyncio.wrapFuture(outside); // while it is pending the loop knows that somebody outside may wake it
    }

    @Override
    public void start(Receiver to) {
        receiver = to;
    }

    final Receiver receiver() {
        Receiver r = receiver;
        if (r == null) {
            throw new IllegalStateException("not started");
        }
        return r;
    }

    /// Does `job` on the loop, if that is still open. Any thread.
    final void onLoop(Runnable job) {
        try {
            loop.callSoonThreadsafe(job);
        } catch (IllegalStateException e) {
            closePipe(() -> {}); // the loop is closed: nobody is left who would do it
        }
    }

    abstract void closePipe(Runnable closed);

    /// Nothing more comes from outside.
    final void quiet() {
        outside.complete(null);
    }

    final void lose(@Nullable IOException cause) {
        if (!lost) {
            lost = true;
            quiet();
            receiver().lost(cause);
        }
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public final @Nullable SocketAddress remoteAddress() {
        return null;
    }
}
