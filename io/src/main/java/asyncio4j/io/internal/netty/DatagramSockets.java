package asyncio4j.io.internal.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/// Netty's datagram channels, and what Netty does not do: it drops empty datagrams, those that are to be sent and,
/// on a connected epoll channel, those that come in.
final class DatagramSockets {
    private static final int LARGEST = 65_536;

    private DatagramSockets() {}

    /// A channel of one carrier. On the poller's thread, but for [#channel].
    interface Kind {
        Channel channel();

        /// Binds and connects.
        ChannelFuture connect(InetSocketAddress remote);

        InetSocketAddress localAddress() throws IOException;

        /// Sends a datagram without bytes; a full socket buffer loses it.
        ///
        /// @param to null when connected
        void sendEmpty(@Nullable InetSocketAddress to) throws IOException;
    }

    /// A socket that can use `address`; null: any, of both families where the machine has both.
    static Kind open(Carrier carrier, @Nullable InetSocketAddress address) throws IOException {
        Kind kind = newKind(carrier, address == null ? null : address.getAddress() instanceof Inet4Address);
        kind.channel().config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST));
        return kind;
    }

    private static Kind newKind(Carrier carrier, @Nullable Boolean four) throws IOException {
        SocketProtocolFamily family =
                four == null ? null : four ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        try {
            return switch (carrier) {
                case EPOLL -> {
                    var channel = new EpollDatagramChannel(family);
                    yield new Native(channel, (Socket) channel.fd());
                }
                case IO_URING -> {
                    var channel = new IoUringDatagramChannel(family);
                    yield new Native(channel, (Socket) channel.fd());
                }
                case NIO -> {
                    DatagramChannel socket = four == null
                            ? DatagramChannel.open()
                            : DatagramChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
                    yield new Jdk(new NioDatagramChannel(socket), socket);
                }
            };
        } catch (ChannelException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    private record Native(Channel channel, Socket socket) implements Kind {
        private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0);

        /// Past Netty, which then reads with recvmsg: that tells an empty datagram from none.
        @Override
        public ChannelFuture connect(InetSocketAddress remote) {
            ChannelPromise connected = channel.newPromise();
            var any = new InetSocketAddress(remote.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::", 0);
            channel.bind(any).addListener(bound -> {
                if (!bound.isSuccess()) {
                    connected.setFailure(bound.cause());
                    return;
                }
                try {
                    socket.connect(remote);
                    connected.setSuccess();
                } catch (IOException e) {
                    connected.setFailure(e);
                }
            });
            return connected;
        }

        @Override
        public InetSocketAddress localAddress() {
            return socket.localAddress();
        }

        @Override
        public void sendEmpty(@Nullable InetSocketAddress to) throws IOException {
            if (to == null) {
                socket.send(EMPTY, 0, 0);
            } else {
                socket.sendTo(EMPTY, 0, 0, to.getAddress(), to.getPort());
            }
        }
    }

    private record Jdk(Channel channel, DatagramChannel socket) implements Kind {
        @Override
        public ChannelFuture connect(InetSocketAddress remote) {
            return channel.connect(remote);
        }

        @Override
        public InetSocketAddress localAddress() throws IOException {
            return (InetSocketAddress) socket.getLocalAddress();
        }

        @Override
        public void sendEmpty(@Nullable InetSocketAddress to) throws IOException {
            if (to != null) {
                socket.send(ByteBuffer.allocate(0), to);
            } else {
                sendEmptyConnected((InetSocketAddress) socket.getRemoteAddress());
            }
        }

        /// The JDK sends nothing either when it is connected, so another socket at the same port does, for a
        /// moment. What comes in meanwhile goes to the connected one, whose address fits better.
        private void sendEmptyConnected(InetSocketAddress to) throws IOException {
            var family = to.getAddress() instanceof Inet4Address
                    ? StandardProtocolFamily.INET
                    : StandardProtocolFamily.INET6;
            try (var other = DatagramChannel.open(family)) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                other.bind(localAddress());
                other.send(ByteBuffer.allocate(0), to);
            } catch (UnsupportedOperationException e) {
                throw new IOException("empty datagrams cannot be sent from a connected socket on this system", e);
            } finally {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, false);
            }
        }
    }
}
