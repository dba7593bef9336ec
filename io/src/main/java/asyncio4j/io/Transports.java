package asyncio4j.io;

import asyncio4j.Context;
import asyncio4j.EventLoop;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// Opens connections and servers whose bytes go to callbacks: asyncio's pair of transport and protocol.
///
/// For protocols written by hand. [Streams] are easier, and suspend where callbacks have to keep state. Everything
/// here is called in a task and suspends it; the callbacks run outside tasks, in the context (ContextVar) that the
/// caller had. When `run` ends, what is open is closed, and every protocol told.
///
/// @since 0.1
public final class Transports {
    private Transports() {}

    /// Accepts connections and gives each a protocol of its own.
    ///
    /// @param protocols makes the protocol when a connection is open; a failure goes to the loop's
    ///     exception handler and costs that connection
    /// @param host the name or address to listen at; null: every interface
    /// @param port 0: any that is free, see [Server#port]
    /// @throws java.net.BindException if the address is taken or not one of this machine
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws IllegalArgumentException if `port` is outside 0..65535
    public static Server createServer(Supplier<? extends Protocol> protocols, @Nullable String host, int port)
            throws IOException {
        return createServer(protocols, host, port, ServeOptions.defaults());
    }

    /// The same with options.
    public static Server createServer(
            Supplier<? extends Protocol> protocols, @Nullable String host, int port, ServeOptions options)
            throws IOException {
        Objects.requireNonNull(protocols, "protocols");
        Objects.requireNonNull(options, "options");
        Streams.checkPort(port);
        EventLoop loop = LoopParts.loop();
        var service = new TransportService(loop, protocols, options, Context.copy(), LoopEnd.here());
        var server = new ServerImpl(loop, service, options);
        server.listen(Streams.network(loop), host, port);
        return server;
    }

    /// Connects to `host`, a name or an address; [Protocol#connectionMade] has run when this returns.
    ///
    /// @param protocol makes the protocol; called once when connected, in the calling task
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws java.net.ConnectException if nobody listens there
    /// @throws IOException if it fails for another reason; the protocol is told nothing then
    /// @throws IllegalArgumentException if `port` is outside 0..65535
    public static Transport createConnection(Supplier<? extends Protocol> protocol, String host, int port)
            throws IOException {
        return createConnection(protocol, host, port, ConnectOptions.defaults());
    }

    /// The same with options.
    ///
    /// @throws java.net.SocketTimeoutException if it takes longer than [ConnectOptions#connectTimeout]
    public static Transport createConnection(
            Supplier<? extends Protocol> protocol, String host, int port, ConnectOptions options) throws IOException {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(options, "options");
        Streams.checkPort(port);
        EventLoop loop = LoopParts.loop();
        LoopEnd end = LoopEnd.here();
        Link link = new Dialer(Streams.network(loop), options).dial(host, port);
        try {
            TlsOptions tls = options.tls();
            SSLEngine engine = tls == null ? null : tls.newEngine(host, port);
            Protocol made = Objects.requireNonNull(protocol.get(), "protocol");
            var transport = new TransportImpl(loop, link, options.stream(), () -> made, Context.copy(), end, _ -> {});
            transport.open(engine);
            transport.awaitMade();
            return transport;
        } catch (Throwable e) {
            link.abort();
            throw e;
        }
    }
}
