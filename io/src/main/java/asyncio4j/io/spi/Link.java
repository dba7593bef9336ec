package asyncio4j.io.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One end of a byte stream: a socket, a pipe of a child process, a simulated connection.
///
/// Bytes go out through this, and come in through the [Receiver]. Everything here is called on the loop, by tasks,
/// callbacks or the poller, and returns at once. Nothing is received before [#start].
///
/// States: made, started, closing (after [#close]; what was sent still goes out), lost ([Receiver#lost] was
/// called).
///
/// @since 0.1
public interface Link {
    /// Where the bytes that come in go. Called on the loop, outside tasks; must not block or throw.
    ///
    /// @since 0.1
    interface Receiver {
        /// Bytes came in; `bytes` is valid during the call only.
        void received(ByteBuffer bytes);

        /// The other side sends no more.
        void ended();

        /// [Link#unsent] went down.
        void sent();

        /// The link is gone, the last call: `cause` is null after [Link#close] and [Link#abort].
        void lost(@Nullable IOException cause);
    }

    /// Lets bytes come in, to `receiver`. Once.
    void start(Receiver receiver);

    /// Sends `bytes`, all of them, by the end of the loop's pass or as soon as the other side takes them; they are
    /// copied or consumed before this returns. After [#endOutput] or [#close]: dropped.
    void send(ByteBuffer bytes);

    /// How many bytes were sent and have not been handed to the kernel (or what stands for it).
    long unsent();

    /// Ends the output, after what was sent. The other side learns it, and may go on sending.
    void endOutput();

    /// Whether [#endOutput] can be told to the other side without closing.
    default boolean canEndOutput() {
        return true;
    }

    /// Closes when what was sent is out; nothing is received from now on.
    void close();

    /// Closes at once; what is unsent is lost.
    void abort();

    /// Receives no more until [#resumeReading]; bytes that are under way may still come.
    void pauseReading();

    /// Receives again.
    void resumeReading();

    /// Secures the link: from now on everything is TLS. What is sent meanwhile goes out when the handshake is
    /// done.
    ///
    /// @param early bytes that came in already and belong to the handshake
    /// @param timeout for the handshake
    /// @param done told the end of the handshake, null when it went well; else the link is on its way to be lost
    /// @throws UnsupportedOperationException where there is no TLS
    default void startTls(
            SSLEngine engine, byte[] early, Duration timeout, Consumer<? super @Nullable IOException> done) {
        throw new UnsupportedOperationException("no TLS here: " + this);
    }

    /// The address of this end, null where there is none.
    @Nullable
    SocketAddress localAddress();

    /// The address of the other end, null where there is none.
    @Nullable
    SocketAddress remoteAddress();

    /// The TLS session, null without TLS.
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /// The protocol that ALPN chose, null without.
    default @Nullable String applicationProtocol() {
        return null;
    }
}
