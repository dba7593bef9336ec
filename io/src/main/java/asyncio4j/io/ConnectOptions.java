package asyncio4j.io;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How [Streams#openConnection] connects; immutable.
///
/// @since 0.1
public final class ConnectOptions {
    private static final ConnectOptions DEFAULTS = new ConnectOptions(StreamSettings.DEFAULTS, null, null);

    private final StreamSettings stream;
    private final @Nullable Duration connectTimeout;
    private final @Nullable SocketAddress localAddress;

    private ConnectOptions(
            StreamSettings stream, @Nullable Duration connectTimeout, @Nullable SocketAddress localAddress) {
        this.stream = stream;
        this.connectTimeout = connectTimeout;
        this.localAddress = localAddress;
    }

    /// No limits of time but 60 s for a TLS handshake and 30 s for closing, 64 KiB for lines and unsent bytes
    /// (16 KiB low-water mark), TCP_NODELAY.
    public static ConnectOptions defaults() {
        return DEFAULTS;
    }

    StreamSettings stream() {
        return stream;
    }

    private ConnectOptions with(StreamSettings other) {
        return new ConnectOptions(other, connectTimeout, localAddress);
    }

    /// How long looking up the name and connecting may take together; null: as long as the system lets it.
    public @Nullable Duration connectTimeout() {
        return connectTimeout;
    }

    /// With another connect timeout; null: as long as the system lets it.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ConnectOptions withConnectTimeout(@Nullable Duration d) {
        return new ConnectOptions(stream, StreamSettings.positiveOrNull("connectTimeout", d), localAddress);
    }

    /// How connections are secured; null: not at all.
    public @Nullable TlsOptions tls() {
        return stream.tls();
    }

    /// Secured by TLS; null: not at all.
    ///
    /// @throws IllegalArgumentException if the options are a server's
    public ConnectOptions withTls(@Nullable TlsOptions options) {
        if (options != null && options.isServer()) {
            throw new IllegalArgumentException("ConnectOptions needs TlsOptions of a client");
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
    public ConnectOptions withIdleTimeout(@Nullable Duration d) {
        return with(stream.withIdleTimeout(d));
    }

    /// How long a TLS handshake may take.
    public Duration handshakeTimeout() {
        return stream.handshakeTimeout();
    }

    /// With another handshake timeout.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ConnectOptions withHandshakeTimeout(Duration d) {
        return with(stream.withHandshakeTimeout(d));
    }

    /// For how long a close sends what is unsent, before the connection is aborted.
    public Duration closeTimeout() {
        return stream.closeTimeout();
    }

    /// With another close timeout.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ConnectOptions withCloseTimeout(Duration d) {
        return with(stream.withCloseTimeout(d));
    }

    /// The longest line or chunk a reader looks for, in bytes; it keeps twice as much.
    public int limit() {
        return stream.limit();
    }

    /// With another limit.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ConnectOptions withLimit(int bytes) {
        return with(stream.withLimit(bytes));
    }

    /// How many bytes may be unsent before a write waits.
    public int highWater() {
        return stream.highWater();
    }

    /// With another high-water mark; a low-water mark above it becomes a quarter of it.
    ///
    /// @throws IllegalArgumentException if it is negative
    public ConnectOptions withHighWater(int bytes) {
        return with(stream.withHighWater(bytes));
    }

    /// How many bytes may be unsent when a write that waits goes on.
    public int lowWater() {
        return stream.lowWater();
    }

    /// With another low-water mark.
    ///
    /// @throws IllegalArgumentException if it is negative or above the high-water mark
    public ConnectOptions withLowWater(int bytes) {
        return with(stream.withLowWater(bytes));
    }

    /// Whether small packets are sent at once (TCP_NODELAY).
    public boolean noDelay() {
        return stream.noDelay();
    }

    /// With TCP_NODELAY on or off.
    public ConnectOptions withNoDelay(boolean on) {
        return with(stream.withNoDelay(on));
    }

    /// Whether the kernel asks a silent peer whether it is still there (SO_KEEPALIVE).
    public boolean keepAlive() {
        return stream.keepAlive();
    }

    /// With SO_KEEPALIVE on or off.
    public ConnectOptions withKeepAlive(boolean on) {
        return with(stream.withKeepAlive(on));
    }

    /// The address this side is bound to; null: any.
    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    /// Bound to this address; null: any.
    public ConnectOptions withLocalAddress(@Nullable SocketAddress address) {
        return new ConnectOptions(stream, connectTimeout, address);
    }
}
