package asyncio4j.io.internal.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The kernel's interface that channels go through: what `-Dasyncio4j.transport` chooses.
public enum Carrier {
    /// epoll, by Netty's native code: the usual one on Linux.
    EPOLL(new Channels(
            EpollSocketChannel::new,
            EpollServerSocketChannel::new,
            EpollDomainSocketChannel::new,
            EpollServerDomainSocketChannel::new)) {
        @Override
        @Nullable
        Throwable missing() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory newHandler() {
            return EpollHandler.newFactory();
        }
    },
    /// io_uring, by Netty's native code.
    IO_URING(new Channels(
            IoUringSocketChannel::new,
            IoUringServerSocketChannel::new,
            IoUringDomainSocketChannel::new,
            IoUringServerDomainSocketChannel::new)) {
        @Override
        @Nullable
        Throwable missing() {
            return IoUring.unavailabilityCause();
        }

        @Override
        IoHandlerFactory newHandler() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        boolean staysOnThread() { // a ring is registered with the thread that has made it
            return true;
        }
    },
    /// The JDK's channels: everywhere.
    NIO(new Channels(
            NioSocketChannel::new,
            NioServerSocketChannel::new,
            NioDomainSocketChannel::new,
            NioServerDomainSocketChannel::new)) {
        @Override
        @Nullable
        Throwable missing() {
            return null;
        }

        @Override
        IoHandlerFactory newHandler() {
            return NioIoHandler.newFactory();
        }

        @Override
        SocketAddress toNetty(SocketAddress address) {
            return address;
        }
    };

    private record Channels(
            Supplier<Channel> stream, Supplier<Channel> server, Supplier<Channel> unix, Supplier<Channel> unixServer) {}

    private static final String PROPERTY = "asyncio4j.transport";

    private final Channels channels;

    Carrier(Channels channels) {
        this.channels = channels;
    }

    /// Why it cannot be used here, null if it can.
    @Nullable
    abstract Throwable missing();

    abstract IoHandlerFactory newHandler();

    /// Whether it works on one thread of the operating system only.
    boolean staysOnThread() {
        return false;
    }

    /// A channel that can connect to `remote`.
    Channel newStream(SocketAddress remote) throws IOException {
        return open(remote instanceof UnixDomainSocketAddress ? channels.unix : channels.stream);
    }

    /// A channel that can listen at `address`.
    Channel newServer(SocketAddress address) throws IOException {
        return open(address instanceof UnixDomainSocketAddress ? channels.unixServer : channels.server);
    }

    static Channel open(Supplier<Channel> channel) throws IOException {
        try {
            return channel.get();
        } catch (ChannelException e) { // no descriptors left
            Throwable cause = e.getCause();
            throw new SocketException("cannot open a socket: " + (cause == null ? e : cause).getMessage(), e);
        }
    }

    /// `address` as Netty wants it.
    SocketAddress toNetty(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }

    /// `address` as java.net has it.
    static @Nullable SocketAddress fromNetty(@Nullable SocketAddress address) {
        return address instanceof DomainSocketAddress unix ? UnixDomainSocketAddress.of(unix.path()) : address;
    }

    /// The one asked for, else the best there is.
    ///
    /// @param onVirtualThread whether the loop is one of the JDK's virtual threads (BATON): waiting in native
    /// code would hold a thread of the JDK's scheduler, and a few such loops all of them; of NIO the JDK knows
    /// that it waits
    static Carrier choose(boolean onVirtualThread) {
        String wanted =
                System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT).replace("_", "");
        return switch (wanted) {
            case "" -> onVirtualThread || EPOLL.missing() != null ? NIO : EPOLL;
            case "epoll" -> EPOLL.required();
            case "iouring" -> IO_URING.required();
            case "nio" -> NIO;
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + wanted + ": there is epoll, io_uring and nio");
        };
    }

    /// What is in force, and why, for people.
    public static String explain(boolean onVirtualThread) {
        Carrier chosen;
        try {
            chosen = choose(onVirtualThread);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "none: " + e.getMessage();
        }
        if (!System.getProperty(PROPERTY, "").isEmpty()) {
            return chosen.text() + " (-D" + PROPERTY + ")";
        }
        Throwable missing = EPOLL.missing();
        if (chosen == EPOLL) {
            return chosen.text();
        }
        return chosen.text()
                + (missing == null
                        ? " (epoll would hold threads of the JDK's scheduler on this engine)"
                        : " (no epoll: " + missing.getMessage() + ")");
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether one direction can end before the other: Netty's unix sockets can only on epoll.
    static boolean canBeHalfOpen(Channel channel) {
        return !(channel instanceof NioDomainSocketChannel) && !(channel instanceof IoUringDomainSocketChannel);
    }

    private Carrier required() {
        Throwable missing = missing();
        if (missing != null) {
            throw new IllegalStateException(
                    "-D" + PROPERTY + "=" + text() + " cannot be used here: " + missing.getMessage(), missing);
        }
        return this;
    }
}
