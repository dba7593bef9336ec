package asyncio4j.io;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How [Streams#startServer] serves; immutable.
///
/// @since 0.1
public final class ServeOptions {
    private static final ServeOptions DEFAULTS = new ServeOptions(StreamSettings.DEFAULTS, 100, false, 0);

    private final StreamSettings stream;
    private final int backlog;
    private final boolean reusePort;
    private final int maxConnections;

    private ServeOptions(StreamSettings stream, int backlog, boolean reusePort, int maxConnections) {
        this.stream = stream;
        this.backlog = backlog;
        this.reusePort = reusePort;
        this.maxConnections = maxConnections;
    }

    /// As [ConnectOptions#defaults] for each connection; a backlog of 100, no bound on connections.
    public static ServeOptions defaults() {
        return DEFAULTS;
    }

    StreamSettings stream() {
        return stream;
    }

    private ServeOptions with(StreamSettings other) {
        return new ServeOptions(other, backlog, reusePort, maxConnections);
    }

    /// How connections are secured; null: not at all.
    public @Nullable TlsOptions tls() {
        return stream.tls();
    }

    /// Secured by TLS; null: not at all.
    ///
    /// @throws IllegalArgumentException if the options are a client's
    public ServeOptions withTls(@Nullable TlsOptions options) {
        if (options != null && !options.isServer()) {
            throw new IllegalArgumentException("ServeOptions needs TlsOptions of a server");
        }
        return with(stream.withTls(options));
    }

    /// After how long without a byte in either direction a connection is given up; null: never.
    public @Nullable Duration idleTimeout() {
        return stream.idleTimeout();
    }

    /// With another idle timeout; null: never.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ServeOptions withIdleTimeout(@Nullable Duration d) {
        return with(stream.withIdleTimeout(d));
    }

    /// How long a TLS handshake may take.
    public Duration handshakeTimeout() {
        return stream.handshakeTimeout();
    }

    /// With another handshake timeout.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ServeOptions withHandshakeTimeout(Duration d) {
        return with(stream.withHandshakeTimeout(d));
    }

    /// For how long a close sends what is unsent, before the connection is aborted.
    public Duration closeTimeout() {
        return stream.closeTimeout();
    }

    /// With another close timeout.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ServeOptions withCloseTimeout(Duration d) {
        return with(stream.withCloseTimeout(d));
    }

    /// The longest line or chunk a reader looks for, in bytes; it keeps twice as much.
    public int limit() {
        return stream.limit();
    }

    /// With another limit.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ServeOptions withLimit(int bytes) {
        return with(stream.withLimit(bytes));
    }

    /// How many bytes may be unsent before a write waits.
    public int highWater() {
        return stream.highWater();
    }

    /// With another high-water mark; a low-water mark above it becomes a quarter of it.
    ///
    /// @throws IllegalArgumentException if it is negative
    public ServeOptions withHighWater(int bytes) {
        return with(stream.withHighWater(bytes));
    }

    /// How many bytes may be unsent when a write that waits goes on.
    public int lowWater() {
        return stream.lowWater();
    }

    /// With another low-water mark.
    ///
    /// @throws IllegalArgumentException if it is negative or above the high-water mark
    public ServeOptions withLowWater(int bytes) {
        return with(stream.withLowWater(bytes));
    }

    /// Whether small packets are sent at once (TCP_NODELAY).
    public boolean noDelay() {
        return stream.noDelay();
    }

    /// With TCP_NODELAY on or off.
    public ServeOptions withNoDelay(boolean on) {
        return with(stream.withNoDelay(on));
    }

    /// Whether the kernel asks a silent peer whether it is still there (SO_KEEPALIVE).
    public boolean keepAlive() {
        return stream.keepAlive();
    }

    /// With SO_KEEPALIVE on or off.
    public ServeOptions withKeepAlive(boolean on) {
        return with(stream.withKeepAlive(on));
    }

    /// How many connections the kernel keeps until they are accepted.
    public int backlog() {
        return backlog;
    }

    /// With another backlog.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ServeOptions withBacklog(int connections) {
        if (connections <= 0) {
            throw new IllegalArgumentException("backlog must be positive, not " + connections);
        }
        return new ServeOptions(stream, connections, reusePort, maxConnections);
    }

    /// Whether several servers may share the port (SO_REUSEPORT).
    public boolean reusePort() {
        return reusePort;
    }

    /// With SO_REUSEPORT on or off.
    public ServeOptions withReusePort(boolean on) {
        return new ServeOptions(stream, backlog, on, maxConnections);
    }

    /// How many connections are served at a time, further ones wait in the backlog; 0: no bound.
    public int maxConnections() {
        return maxConnections;
    }

    /// With another bound on connections; 0: none.
    ///
    /// @throws IllegalArgumentException if it is negative
    public ServeOptions withMaxConnections(int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException("maxConnections must not be negative: " + connections);
        }
        return new ServeOptions(stream, backlog, reusePort, connections);
    }
}
