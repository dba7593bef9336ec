package asyncio4j.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Writes bytes; suspends the calling task while too much is unsent.
///
/// `write` takes the bytes whole at once. When more than the high-water mark is unsent then, it waits until the
/// unsent is down to the low-water mark; cancelled there, the bytes are still sent. What is written in one pass
/// of the loop goes out together at its end.
///
/// @since 0.1
public interface StreamWriter extends AutoCloseable {
    /// Writes `b`.
    ///
    /// @throws IOException if the connection broke or was closed
    /// @throws IllegalStateException after [#writeEof]
    default void write(byte[] b) throws IOException {
        write(ByteBuffer.wrap(b));
    }

    /// Writes `len` bytes of `b` from `off` on.
    default void write(byte[] b, int off, int len) throws IOException {
        write(ByteBuffer.wrap(b, off, len));
    }

    /// Writes what remains in `b`, and consumes it.
    void write(ByteBuffer b) throws IOException;

    /// Writes `text` in UTF-8.
    void write(CharSequence text) throws IOException;

    /// Writes without ever suspending; false and nothing taken while more than the high-water mark is unsent.
    ///
    /// @throws IOException if the connection broke or was closed
    boolean tryWrite(byte[] b) throws IOException;

    /// Waits until everything written so far has been handed to the kernel.
    ///
    /// @throws IOException if the connection broke or was closed
    void drain() throws IOException;

    /// Ends the output after what was written; reading goes on.
    ///
    /// @throws UnsupportedOperationException if [#canWriteEof] is false
    void writeEof() throws IOException;

    /// Whether [#writeEof] is possible.
    boolean canWriteEof();

    /// Sends the whole of `file`; returns how many bytes.
    ///
    /// Writes of other tasks wait meanwhile. Cancelled in the middle it closes the connection.
    long sendFile(Path file) throws IOException;

    /// Sends `count` bytes of `file` from `offset` on, fewer if it ends before; returns how many.
    long sendFile(Path file, long offset, long count) throws IOException;

    /// Goes over to TLS, after what was written; this writer and its reader go on, secured. As a server if the
    /// options are a server's. Fails and aborts the connection when bytes came that are no handshake, and when
    /// it is cancelled.
    ///
    /// @throws javax.net.ssl.SSLException if the handshake fails, and why
    /// @throws IllegalStateException if it is secured already, or about to be
    /// @throws IllegalArgumentException if a client has no host to verify, see [TlsOptions#withSni]
    void startTls(TlsOptions options) throws IOException;

    /// Starts closing and returns: what is written is still sent, for at most the close timeout. A reader that
    /// waits comes to the end.
    @Override
    void close();

    /// Waits until the connection is closed; returns normally also when it broke.
    void waitClosed() throws IOException;

    /// Whether the connection is closed, or on the way there.
    boolean isClosing();

    /// The address of this side, null where there is none (a pipe).
    @Nullable
    SocketAddress localAddress();

    /// The address of the other side, null where there is none (a pipe).
    @Nullable
    SocketAddress remoteAddress();

    /// The TLS session, null without TLS.
    @Nullable
    SSLSession tlsSession();

    /// The protocol that ALPN chose, null without.
    @Nullable
    String applicationProtocol();
}
