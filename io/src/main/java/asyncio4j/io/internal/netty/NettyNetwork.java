package asyncio4j.io.internal.netty;

import asyncio4j.Engine;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.io.ConnectOptions;
import asyncio4j.io.Dns;
import asyncio4j.io.ServeOptions;
import asyncio4j.io.spi.DatagramLink;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Listener;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sockets of the machine, for one loop.
public final class NettyNetwork implements Network {
    private static final int BIND_AGAIN = 3;

    private final EventLoop loop;
    private final Carrier carrier;
    private final NettyPoller poller;

    private NettyNetwork(EventLoop loop) {
        this.loop = loop;
        carrier = Carrier.choose(loop.engine() == Engine.BATON);
        poller = new NettyPoller(loop, carrier);
        LoopParts.install(loop, poller);
    }

    /// Makes it the poller of `loop`.
    public static Network of(EventLoop loop) {
        return new NettyNetwork(loop);
    }

    @Override
    public Link connect(SocketAddress remote, ConnectOptions options) throws IOException {
        Channel channel = carrier.newStream(remote);
        configure(channel, remote, options.noDelay(), options.keepAlive());
        var link = new NettyLink(poller, channel, null);
        channel.pipeline().addLast(link);
        SocketAddress to = carrier.toNetty(remote);
        SocketAddress local = options.localAddress();
        try {
            await("connect " + remote, channel, () -> channel.connect(to, local));
        } catch (IOException e) {
            throw Failures.connect(e, remote);
        }
        return link;
    }

    @Override
    public Listener listen(SocketAddress address, ServeOptions options, Listener.Acceptor acceptor) throws IOException {
        Channel channel = carrier.newServer(address);
        channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
        if (options.maxConnections() > 0) { // pausing takes effect between two reads: NIO has several each by default
            channel.config().setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1));
        }
        if (address instanceof InetSocketAddress) {
            channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
            if (options.reusePort()) {
                reusePort(channel);
            }
        }
        var listener = new NettyListener(
                loop, poller, channel, acceptor, c -> configure(c, address, options.noDelay(), options.keepAlive()));
        channel.pipeline().addLast(listener);
        try {
            if (address instanceof UnixDomainSocketAddress unix) {
                bindUnix(channel, unix.getPath());
            } else {
                await("listen " + address, channel, () -> channel.bind(address));
            }
        } catch (IOException e) {
            throw Failures.bind(e, address);
        }
        listener.bound(address instanceof UnixDomainSocketAddress ? address : channel.localAddress());
        return listener;
    }

    /// Binds at a name of its own, and renames: Netty removes the name it has bound when the channel closes,
    /// whoever's file that is by then.
    private void bindUnix(Channel channel, Path path) throws IOException {
        String name = "~" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
        int longer = path.getFileName().toString().getBytes(StandardCharsets.UTF_8).length - name.length();
        Path first = path.resolveSibling(name + "~".repeat(Math.max(0, longer))); // refused when `path` is too long
        SocketAddress there = carrier.toNetty(UnixDomainSocketAddress.of(first));
        await("listen " + path, channel, () -> channel.bind(there));
        try {
            Files.move(first, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            poller.later(channel::close);
            throw e;
        }
    }

    private void reusePort(Channel channel) {
        if (carrier == Carrier.NIO) {
            channel.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        } else {
            channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
        }
    }

    private void configure(Channel channel, SocketAddress address, boolean noDelay, boolean keepAlive) {
        var config = channel.config();
        poller.readInto(channel);
        config.setAutoRead(false); // until the stream starts
        config.setAutoClose(false); // a failed write must not lose what can still be read
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (!(address instanceof InetSocketAddress)) {
            return;
        }
        if (noDelay) {
            config.setOption(ChannelOption.TCP_NODELAY, true);
        }
        if (keepAlive) {
            config.setOption(ChannelOption.SO_KEEPALIVE, true);
        }
    }

    @Override
    public DatagramLink openDatagrams(
            @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote, DatagramLink.Receiver receiver)
            throws IOException {
        for (int again = carrier == Carrier.EPOLL ? 0 : BIND_AGAIN; ; again--) {
            try {
                return openDatagramsOnce(local, remote, receiver);
            } catch (BindException e) {
                if (again == 0) {
                    throw e;
                } // else the port may be one of a socket closed just now, which takes NIO and io_uring a poll or two
            }
        }
    }

    private DatagramLink openDatagramsOnce(
            @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote, DatagramLink.Receiver receiver)
            throws IOException {
        var socket = DatagramSockets.open(carrier, remote != null ? remote : local);
        var link = new NettyDatagrams(poller, socket, remote, receiver);
        try {
            await(remote != null ? "connect " + remote : "bind " + local, socket.channel(), () -> link.open(local));
        } catch (IOException e) {
            throw remote != null ? Failures.connect(e, remote) : Failures.bindDatagrams(e, local);
        }
        return link;
    }

    /// Registers `channel` and does `job` on the poller's thread; the calling task waits for its end. Closes the
    /// channel if it fails or the task is cancelled.
    private void await(String what, Channel channel, Supplier<ChannelFuture> job) throws IOException {
        var opening = new Opening(what, Waits.currentTask());
        poller.later(() -> {
            if (opening.cancelled) {
                channel.unsafe().closeForcibly();
                return;
            }
            poller.register(channel);
            job.get().addListener(f -> opening.end(f.cause()));
        });
        try {
            while (!opening.done) {
                Waits.park(opening);
            }
        } catch (Throwable e) {
            opening.cancelled = true;
            poller.later(channel::close);
            throw e;
        }
        Throwable failure = opening.failure;
        if (failure != null) {
            poller.later(channel::close);
            throw failure instanceof IOException io ? io : new IOException(failure.getMessage(), failure);
        }
    }

    /// A connect or bind under way. Loop only.
    private static final class Opening implements WaitTarget {
        private final String name;
        private final Task<?> task;
        private boolean done;
        private boolean cancelled;
        private @Nullable Throwable failure;

        Opening(String name, Task<?> task) {
            this.name = name;
            this.task = task;
        }

        void end(@Nullable Throwable cause) {
            done = true;
            failure = cause;
            if (!cancelled) {
                Waits.unpark(task);
            }
        }

        @Override
        public String name() {
            return name;
        }
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        return Dns.resolve(host);
    }
}
