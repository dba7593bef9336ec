package asyncio4j.io.internal.netty;

import asyncio4j.io.spi.Link;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A channel as a link.
///
/// Tasks fill `out` and set what is wanted (`endWanted`, `closeWanted`); the poller's thread does it in [#work]:
/// writes, flushes once, and when all of it has gone, shuts the output or closes. Each chunk of at most 64 KiB
/// is one write, so that what is unsent goes down step by step.
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
    private static final int LAST_READS_MILLIS = 1000; // for the other side's close_notify

    private final NettyPoller poller;
    private final Channel channel; // poller's thread
    private final @Nullable SocketAddress local;
    private final ArrayDeque<ByteBuf> out = new ArrayDeque<>(2); // loop only, like all below
    private long unsent;
    private int writing; // chunks that Netty has
    private @Nullable Receiver receiver;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0); // came before the start
    private @Nullable TlsStart tlsStart; // asked for
    private @Nullable SslHandler tls;
    private boolean queued; // for work
    private boolean endWanted;
    private boolean endDone;
    private boolean closeWanted;
    private boolean abortWanted;
    private boolean readWanted;
    private boolean inputEnded;
    private boolean endTold;
    private boolean lost;
    private boolean lossTold;
    private @Nullable IOException failure;

    /// @param local what [#localAddress] says; null: what the channel does
    NettyLink(NettyPoller poller, Channel channel, @Nullable SocketAddress local) {
        this.local = local;
        this.poller = poller;
        this.channel = channel;
    }

    // ---- what the stream asks for ----

    @Override
    public void start(Receiver to) {
        receiver = to;
        readWanted = true;
        queue();
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (endWanted || closeWanted || lost) {
            bytes.position(bytes.limit());
            return;
        }
        unsent += bytes.remaining();
        ByteBuf last = out.peekLast();
        int end = bytes.limit();
        while (bytes.hasRemaining()) {
            if (last == null || !last.isWritable()) {
                last = poller.chunks.take(bytes.remaining());
                out.add(last);
            }
            bytes.limit(Math.min(end, bytes.position() + last.writableBytes()));
            last.writeBytes(bytes);
            bytes.limit(end);
        }
        queue();
    }

    @Override
    public long unsent() {
        return unsent;
    }

    @Override
    public void endOutput() {
        endWanted = true;
        queue();
    }

    @Override
    public void close() {
        closeWanted = true;
        queue();
    }

    @Override
    public void abort() {
        closeWanted = true;
        abortWanted = true;
        early.forEach(ByteBuf::release);
        early.clear();
        queue();
    }

    @Override
    public void pauseReading() {
        readWanted = false;
        if (channel.eventLoop().inEventLoop()) {
            channel.config().setAutoRead(false); // at once, else the read that is under way goes on
        } else {
            queue();
        }
    }

    @Override
    public void resumeReading() {
        readWanted = true;
        queue();
    }

    @Override
    public void startTls(
            SSLEngine engine, byte[] first, Duration timeout, Consumer<? super @Nullable IOException> done) {
        if (lost) {
            done.accept(new SSLException("the connection is lost"));
        } else {
            tlsStart = new TlsStart(engine, first, timeout, done);
            queue();
        }
    }

    private record TlsStart(
            SSLEngine engine, byte[] first, Duration timeout, Consumer<? super @Nullable IOException> done) {}

    @Override
    public boolean canEndOutput() {
        return tls == null && tlsStart == null && Carrier.canBeHalfOpen(channel);
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        SslHandler secured = tls;
        return secured == null ? null : secured.engine().getSession();
    }

    @Override
    public @Nullable String applicationProtocol() {
        SslHandler secured = tls;
        return secured == null ? null : secured.applicationProtocol();
    }

    private void queue() {
        if (!queued) {
            queued = true;
            poller.later(this::work);
        }
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return local != null ? local : Carrier.fromNetty(channel.localAddress());
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return Carrier.fromNetty(channel.remoteAddress());
    }

    // ---- on the poller's thread ----

    private void work() {
        queued = false;
        deliverEarly();
        if (lost) {
            return;
        }
        if (abortWanted) {
            dropOut();
            channel.unsafe().close(channel.newPromise()); // not through the pipeline: TLS would say goodbye first
            return;
        }
        if (!channel.isOpen()) {
            return;
        }
        if (tlsStart != null) {
            secure(tlsStart);
            tlsStart = null;
        }
        // TLS reads up to the end: the peer's tickets, left unread, would make the kernel reset the connection at its
        // close and lose what was sent
        channel.config().setAutoRead(closeWanted ? tls != null : readWanted);
        if (!out.isEmpty() && writing == 0) {
            write();
        }
        afterSent();
    }

    private void write() {
        for (ByteBuf chunk = out.poll(); chunk != null; chunk = out.poll()) {
            int bytes = chunk.readableBytes();
            writing++;
            ByteBuf mine = chunk.retain();
            channel.write(chunk).addListener(f -> {
                poller.chunks.give(mine);
                written(bytes, f.cause());
            });
        }
        channel.flush();
    }

    private void written(int bytes, @Nullable Throwable cause) {
        writing--;
        unsent -= bytes;
        if (cause == null) {
            if (receiver != null) {
                receiver.sent();
            }
            if (writing == 0) {
                sentAll();
            }
        } else if (failure == null && !(cause instanceof ClosedChannelException)) {
            failure = Failures.broken(cause);
            if (inputEnded || closeWanted || !channel.config().isAutoRead()) {
                channel.close();
            } // else what came before the failure is read first, and reading ends with it
        }
    }

    private void sentAll() {
        if (out.isEmpty()) {
            afterSent();
        } else {
            queue(); // what was sent meanwhile
        }
    }

    /// Does what had to wait until everything was sent.
    private void afterSent() {
        if (writing > 0 || !out.isEmpty() || lost) {
            return;
        }
        if (closeWanted) {
            channel.close();
        } else if (endWanted && !endDone) {
            endDone = true;
            ((DuplexChannel) channel).shutdownOutput();
        }
    }

    private void secure(TlsStart start) {
        var handler = new SslHandler(start.engine);
        handler.setHandshakeTimeoutMillis(Math.max(1, start.timeout.toMillis()));
        handler.setCloseNotifyReadTimeoutMillis(LAST_READS_MILLIS);
        tls = handler;
        handler.handshakeFuture().addListener(f -> {
            Throwable cause = f.cause();
            if (cause != null && failure == null) {
                failure = TlsFailures.handshake(cause, start.timeout);
            }
            start.done.accept(cause == null ? null : failure);
        });
        channel.pipeline().addFirst(handler);
        if (start.first.length > 0) {
            channel.pipeline()
                    .fireChannelRead(channel.alloc().buffer(start.first.length).writeBytes(start.first));
            channel.pipeline().fireChannelReadComplete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var bytes = (ByteBuf) message;
        Receiver to = receiver;
        if (to == null && !closeWanted) {
            early.add(bytes);
            return;
        }
        try {
            if (to != null && !closeWanted) {
                to.received(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
            }
        } finally {
            bytes.release();
        }
    }

    /// Tells the receiver what came before it was there.
    private void deliverEarly() {
        Receiver to = receiver;
        if (to == null) {
            return;
        }
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            to.received(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
            bytes.release();
        }
        if (inputEnded && !endTold) {
            tellEnd(to);
        }
        if (lost && !lossTold) {
            tellLoss(to);
        }
    }

    private void tellEnd(Receiver to) {
        endTold = true;
        to.ended();
    }

    private void tellLoss(Receiver to) {
        lossTold = true;
        to.lost(failure);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        SslHandler secured = tls;
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            ended();
        } else if (event instanceof ChannelInputShutdownEvent) {
            if (secured != null && !secured.handshakeFuture().isDone()) {
                channel.close(); // the handshake fails with it, and says so
            } else if (secured != null && !secured.engine().isInboundDone()) {
                fail(TlsFailures.truncated());
            } else {
                ended();
            }
        }
    }

    private void ended() {
        inputEnded = true;
        Receiver to = receiver;
        if (failure != null) {
            channel.close();
        } else if (to != null && !endTold && early.isEmpty()) {
            tellEnd(to);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = Failures.broken(cause);
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (lost) {
            return;
        }
        SslHandler secured = tls;
        if (failure == null
                && !closeWanted
                && secured != null
                && !secured.engine().isInboundDone()) {
            failure = TlsFailures.truncated();
        }
        lost = true;
        dropOut();
        deliverEarly();
    }

    private void dropOut() {
        for (ByteBuf chunk = out.poll(); chunk != null; chunk = out.poll()) {
            unsent -= chunk.readableBytes();
            poller.chunks.give(chunk);
        }
    }
}
