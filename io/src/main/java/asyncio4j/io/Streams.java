package asyncio4j.io;

import asyncio4j.Context;
import asyncio4j.EventLoop;
import asyncio4j.io.internal.netty.NettyNetwork;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// Opens connections and servers whose bytes are read and written by tasks.
///
/// Everything here is called in a task and suspends it.
///
/// @since 0.1
public final class Streams {
    private Streams() {}

    /// Connects to `host`, a name or an address. Of several addresses the first that answers is taken.
    ///
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws java.net.ConnectException if nobody listens there
    /// @throws IOException if it fails for another reason
    /// @throws IllegalArgumentException if `port` is outside 0..65535
    public static Connection openConnection(String host, int port) throws IOException {
        return openConnection(host, port, ConnectOptions.defaults());
    }

    /// The same with options.
    ///
    /// @throws java.net.SocketTimeoutException if it takes longer than [ConnectOptions#connectTimeout]
    public static Connection openConnection(String host, int port, ConnectOptions options) throws IOException {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(options, "options");
        checkPort(port);
        EventLoop loop = LoopParts.loop();
        Link link = new Dialer(network(loop), options).dial(host, port);
        return opened(new ByteStream(loop, link, options.stream(), () -> {}).to(host, port), options);
    }

    private static Connection opened(ByteStream stream, ConnectOptions options) throws IOException {
        TlsOptions tls = options.tls();
        if (tls != null) {
            SSLEngine engine;
            try {
                engine = stream.newEngine(tls);
            } catch (Throwable e) {
                stream.link.abort();
                throw e;
            }
            stream.startTls(engine);
        }
        return stream;
    }

    /// Connects to the unix socket at `socket`.
    ///
    /// @throws java.net.ConnectException if nobody listens there
    /// @throws IOException if it fails for another reason
    public static Connection openUnixConnection(Path socket) throws IOException {
        return openUnixConnection(socket, ConnectOptions.defaults());
    }

    /// The same with options.
    ///
    /// @throws IllegalArgumentException if TLS is wanted and no host to verify is named, see [TlsOptions#withSni]
    public static Connection openUnixConnection(Path socket, ConnectOptions options) throws IOException {
        var address = UnixDomainSocketAddress.of(socket);
        TlsOptions tls = options.tls();
        if (tls != null) {
            tls.checkHost(null);
        }
        EventLoop loop = LoopParts.loop();
        Link link = new Dialer(network(loop), options).dial(address);
        return opened(new ByteStream(loop, link, options.stream(), () -> {}), options);
    }

    /// Accepts connections and lets `handler` serve each in a task of its own.
    ///
    /// @param host the name or address to listen at; null: every interface
    /// @param port 0: any that is free, see [Server#port]
    /// @throws java.net.BindException if the address is taken or not one of this machine
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws IllegalArgumentException if `port` is outside 0..65535
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port) throws IOException {
        return startServer(handler, host, port, ServeOptions.defaults());
    }

    /// The same with options.
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port, ServeOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        checkPort(port);
        EventLoop loop = LoopParts.loop();
        var server = newServer(loop, handler, options);
        server.listen(network(loop), host, port);
        return server;
    }

    /// Accepts connections at the unix socket `socket`, a path that is made, and removed by [Server#close].
    ///
    /// A socket that a server left behind is replaced.
    ///
    /// @throws java.net.BindException if a server listens there, or the file is no socket
    /// @throws IOException if it fails for another reason
    public static Server startUnixServer(ConnectionHandler handler, Path socket) throws IOException {
        return startUnixServer(handler, socket, ServeOptions.defaults());
    }

    /// The same with options.
    public static Server startUnixServer(ConnectionHandler handler, Path socket, ServeOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        EventLoop loop = LoopParts.loop();
        var server = newServer(loop, handler, options);
        server.listen(network(loop), socket);
        return server;
    }

    private static ServerImpl newServer(EventLoop loop, ConnectionHandler handler, ServeOptions options) {
        return new ServerImpl(loop, new StreamService(loop, handler, options, Context.copy()), options);
    }

    static void checkPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
        }
    }

    static Network network(EventLoop loop) {
        return LoopParts.of(loop, Network.class, NettyNetwork::of);
    }
}
