package asyncio4j.io.internal.netty;

import asyncio4j.io.spi.DatagramLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A datagram channel as a link.
///
/// Tasks fill `out`; the poller's thread writes it in [#work], flushes once, and closes when all of it has gone.
final class NettyDatagrams extends ChannelInboundHandlerAdapter implements DatagramLink {
    private final NettyPoller poller;
    private final DatagramSockets.Kind socket; // poller's thread
    private final Channel channel; // poller's thread
    private final @Nullable InetSocketAddress remote;
    private final Receiver receiver;
    private final ArrayDeque<Sending> out = new ArrayDeque<>(2); // loop only, like all below
    private int writing; // datagrams that Netty has
    private @Nullable InetSocketAddress local;
    private boolean queued; // for work
    private boolean opened;
    private boolean closeWanted;
    private boolean lost;

    private record Sending(
            ByteBuf data, @Nullable InetSocketAddress to, Consumer<? super @Nullable IOException> done) {}

    NettyDatagrams(
            NettyPoller poller, DatagramSockets.Kind socket, @Nullable InetSocketAddress remote, Receiver receiver) {
        this.poller = poller;
        this.socket = socket;
        this.remote = remote;
        this.receiver = receiver;
        channel = socket.channel();
        channel.pipeline().addLast(this);
    }

    // ---- what the socket asks for ----

    @Override
    public void send(byte[] data, @Nullable InetSocketAddress to, Consumer<? super @Nullable IOException> done) {
        if (closeWanted || lost) {
            done.accept(new ClosedChannelException());
            return;
        }
        out.add(new Sending(channel.alloc().directBuffer(data.length).writeBytes(data), to, done));
        queue();
    }

    @Override
    public InetSocketAddress localAddress() {
        return Objects.requireNonNull(local);
    }

    @Override
    public void close() {
        closeWanted = true;
        queue();
    }

    private void queue() {
        if (!queued) {
            queued = true;
            poller.later(this::work);
        }
    }

    // ---- on the poller's thread ----

    /// Binds, or connects.
    ChannelFuture open(@Nullable InetSocketAddress at) {
        ChannelFuture future =
                remote != null ? socket.connect(remote) : channel.bind(at == null ? new InetSocketAddress(0) : at);
        return future.addListener(f -> {
            if (f.isSuccess()) {
                local = socket.localAddress();
                opened = true;
            }
        });
    }

    private void work() {
        queued = false;
        for (Sending next = out.poll(); next != null; next = out.poll()) {
            if (lost) {
                next.data.release();
                next.done.accept(new ClosedChannelException());
            } else if (next.data.isReadable()) {
                write(next);
            } else {
                sendEmpty(next);
            }
        }
        if (!lost) {
            channel.flush();
            closeWhenSent();
        }
    }

    private void write(Sending next) {
        writing++;
        // with its address also when connected: on io_uring Netty does not know that it is
        var packet = new DatagramPacket(next.data, next.to != null ? next.to : remote);
        channel.write(packet).addListener(f -> {
            writing--;
            Throwable cause = f.cause();
            next.done.accept(cause == null ? null : Failures.datagram(cause));
            closeWhenSent();
        });
    }

    private void sendEmpty(Sending next) {
        next.data.release();
        IOException failure = null;
        try {
            socket.sendEmpty(next.to);
        } catch (IOException | IllegalArgumentException e) { // the latter: an address of another family
            failure = Failures.datagram(e);
        }
        next.done.accept(failure);
    }

    private void closeWhenSent() {
        if (closeWanted && writing == 0 && out.isEmpty()) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var packet = (DatagramPacket) message;
        try {
            // a stranger's may have come before the socket was connected
            if (!closeWanted && (remote == null || remote.equals(packet.sender()))) {
                receiver.received(ByteBufUtil.getBytes(packet.content()), packet.sender());
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!closeWanted) {
            receiver.failed(Failures.datagram(cause));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost = true;
        if (opened) {
            receiver.lost(closeWanted ? null : new ClosedChannelException());
        }
    }
}
