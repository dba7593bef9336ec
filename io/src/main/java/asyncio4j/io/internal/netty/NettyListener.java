package asyncio4j.io.internal.netty;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.io.spi.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server channel as a listener. When accepting fails (no descriptors left) it pauses, and says so once.
final class NettyListener extends ChannelInboundHandlerAdapter implements Listener {
    private static final Duration REST = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final NettyPoller poller;
    private final Channel channel; // poller's thread
    private final Acceptor acceptor;
    private final Consumer<Channel> configure;
    private @Nullable SocketAddress address; // loop only, like all below
    private boolean wanted = true;
    private boolean resting;
    private boolean told;
    private boolean closed;
    private @Nullable Handle rest;

    NettyListener(EventLoop loop, NettyPoller poller, Channel channel, Acceptor acceptor, Consumer<Channel> configure) {
        this.loop = loop;
        this.poller = poller;
        this.channel = channel;
        this.acceptor = acceptor;
        this.configure = configure;
    }

    void bound(SocketAddress at) {
        address = at;
    }

    @Override
    public SocketAddress address() {
        return Objects.requireNonNull(address);
    }

    @Override
    public void pause() {
        wanted = false;
        apply();
    }

    @Override
    public void resume() {
        wanted = true;
        apply();
    }

    private void apply() {
        if (channel.eventLoop().inEventLoop()) {
            channel.config().setAutoRead(wanted && !resting);
        } else {
            poller.later(() -> channel.config().setAutoRead(wanted && !resting));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (rest != null) {
                rest.cancel();
            }
            poller.later(channel::close);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var accepted = (Channel) message;
        told = false;
        configure.accept(accepted);
        var link = new NettyLink(poller, accepted, unixAddress());
        accepted.pipeline().addLast(link);
        poller.register(accepted);
        if (closed) {
            accepted.close();
        } else {
            acceptor.accepted(link);
        }
    }

    /// The address that accepted unix sockets show; their own is the name that was bound first.
    private @Nullable SocketAddress unixAddress() {
        return address instanceof UnixDomainSocketAddress ? address : null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closed) {
            return;
        }
        if (!told) {
            told = true;
            acceptor.failed(cause);
        }
        resting = true;
        apply();
        rest = loop.callLater(REST, () -> {
            resting = false;
            apply();
        });
    }
}
