package asyncio4j.io;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the streams of both ends have in common.
record StreamSettings(
        @Nullable Duration idleTimeout,
        Duration handshakeTimeout,
        Duration closeTimeout,
        int limit,
        int highWater,
        int lowWater,
        boolean noDelay,
        boolean keepAlive,
        @Nullable TlsOptions tls) {
    static final StreamSettings DEFAULTS = new StreamSettings(
            null, Duration.ofSeconds(60), Duration.ofSeconds(30), 65_536, 65_536, 16_384, true, false, null);

    StreamSettings withIdleTimeout(@Nullable Duration d) {
        return new StreamSettings(
                positiveOrNull("idleTimeout", d),
                handshakeTimeout,
                closeTimeout,
                limit,
                highWater,
                lowWater,
                noDelay,
                keepAlive,
                tls);
    }

    StreamSettings withHandshakeTimeout(Duration d) {
        return new StreamSettings(
                idleTimeout,
                positive("handshakeTimeout", d),
                closeTimeout,
                limit,
                highWater,
                lowWater,
                noDelay,
                keepAlive,
                tls);
    }

    StreamSettings withCloseTimeout(Duration d) {
        return new StreamSettings(
                idleTimeout,
                handshakeTimeout,
                positive("closeTimeout", d),
                limit,
                highWater,
                lowWater,
                noDelay,
                keepAlive,
                tls);
    }

    StreamSettings withLimit(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("limit must be positive, not " + bytes);
        }
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, bytes, highWater, lowWater, noDelay, keepAlive, tls);
    }

    StreamSettings withHighWater(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("highWater must not be negative: " + bytes);
        }
        int low = lowWater > bytes ? bytes / 4 : lowWater;
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, limit, bytes, low, noDelay, keepAlive, tls);
    }

    StreamSettings withLowWater(int bytes) {
        if (bytes < 0 || bytes > highWater) {
            throw new IllegalArgumentException(
                    "lowWater must be between 0 and highWater (" + highWater + "): " + bytes);
        }
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, limit, highWater, bytes, noDelay, keepAlive, tls);
    }

    StreamSettings withNoDelay(boolean on) {
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, limit, highWater, lowWater, on, keepAlive, tls);
    }

    StreamSettings withKeepAlive(boolean on) {
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, limit, highWater, lowWater, noDelay, on, tls);
    }

    StreamSettings withTls(@Nullable TlsOptions other) {
        return new StreamSettings(
                idleTimeout, handshakeTimeout, closeTimeout, limit, highWater, lowWater, noDelay, keepAlive, other);
    }

    static @Nullable Duration positiveOrNull(String name, @Nullable Duration d) {
        return d == null ? null : positive(name, d);
    }

    private static Duration positive(String name, Duration d) {
        if (!Objects.requireNonNull(d, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be a positive duration, not " + d);
        }
        return d;
    }
}
