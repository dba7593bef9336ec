package asyncio4j.io.internal.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The kernel's interface that channels go through: what `-Dasyncio4j.transport` chooses.
enum Carrier {
    EPOLL(EpollIoHandler::newFactory, EpollSocketChannel::new, EpollServerSocketChannel::new) {
        @Override
        @Nullable
        Throwable missing() {
            return Epoll.unavailabilityCause();
        }
    },
    IO_URING(IoUringIoHandler::newFactory, IoUringSocketChannel::new, IoUringServerSocketChannel::new) {
        @Override
        @Nullable
        Throwable missing() {
            return IoUring.unavailabilityCause();
        }
    },
    NIO(NioIoHandler::newFactory, NioSocketChannel::new, NioServerSocketChannel::new) {
        @Override
        @Nullable
        Throwable missing() {
            return null;
        }
    };

    private static final int ESTABLISHED = 1; // of the kernel's struct tcp_info
    private static final String PROPERTY = "asyncio4j.transport";

    private final Supplier<IoHandlerFactory> handler;
    private final Supplier<Channel> stream;
    private final Supplier<ServerChannel> server;

    Carrier(Supplier<IoHandlerFactory> handler, Supplier<Channel> stream, Supplier<ServerChannel> server) {
        this.handler = handler;
        this.stream = stream;
        this.server = server;
    }

    /// Why it cannot be used here, null if it can.
    @Nullable
    abstract Throwable missing();

    IoHandlerFactory newHandler() {
        return handler.get();
    }

    Channel newStream() {
        return stream.get();
    }

    ServerChannel newServer() {
        return server.get();
    }

    /// The one asked for, else the best there is.
    ///
    /// @param pinning whether a thread that waits in native code holds up others (a loop on a virtual thread):
    /// only NIO tells the JDK that it waits
    static Carrier choose(boolean pinning) {
        String wanted =
                System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT).replace("_", "");
        return switch (wanted) {
            case "" -> pinning || EPOLL.missing() != null ? NIO : EPOLL;
            case "epoll" -> EPOLL.required();
            case "iouring" -> IO_URING.required();
            case "nio" -> NIO;
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + wanted + ": there is epoll, io_uring and nio");
        };
    }

    /// Whether reading on `channel` cannot simply go on after a pause: when the peer has ended its output
    /// meanwhile, Netty has taken the socket out of epoll (nothing is waited for any more) and fails to change
    /// what it waits for later. The channel must be registered anew then.
    static boolean mayHaveLeftEpoll(Channel channel) {
        return channel instanceof EpollSocketChannel tcp
                && tcp.isActive()
                && tcp.tcpInfo().state() != ESTABLISHED;
    }

    private Carrier required() {
        Throwable missing = missing();
        if (missing != null) {
            throw new IllegalStateException(
                    "-D" + PROPERTY + "=" + name().toLowerCase(Locale.ROOT) + " cannot be used here: "
                            + missing.getMessage(),
                    missing);
        }
        return this;
    }
}
