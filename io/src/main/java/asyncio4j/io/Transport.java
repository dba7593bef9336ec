package asyncio4j.io;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// An open connection whose bytes go to a [Protocol]. Nothing here suspends.
///
/// Threads: on the loop, in tasks and callbacks; other threads get an IllegalStateException that names
/// `callSoonThreadsafe`.
///
/// @since 0.1
public interface Transport {
    /// Sends what remains in `b`, and consumes it: the buffer may be used again at once. Never waits: bytes that
    /// the other side does not take yet are kept, see [Protocol#pauseWriting]. After [#close] or a loss they are
    /// dropped.
    ///
    /// @throws IllegalStateException after [#writeEof]
    void write(ByteBuffer b);

    /// Ends the output after what was written; reading goes on. When closing it does nothing.
    ///
    /// @throws UnsupportedOperationException if [#canWriteEof] is false
    void writeEof();

    /// Receives no more, sends what is unsent (for at most the option `closeTimeout`) and closes;
    /// [Protocol#connectionLost] tells the end.
    void close();

    /// Closes at once; what is unsent is lost. [Protocol#connectionLost] is called soon.
    void abort();

    /// Whether it is closed, closing or lost.
    boolean isClosing();

    /// Calls [Protocol#dataReceived] and [Protocol#eofReceived] no more until [#resumeReading]; the other side is
    /// held back when the kernel's buffers are full.
    void pauseReading();

    /// Goes on after [#pauseReading].
    void resumeReading();

    /// How many bytes were written and have not been handed to the kernel.
    int writeBufferSize();

    /// Sets when writing is paused and resumed, in bytes; 64 KiB and 16 KiB unless the options say otherwise.
    ///
    /// @param high above this [Protocol#pauseWriting] is called
    /// @param low down to this [Protocol#resumeWriting] is called
    /// @throws IllegalArgumentException unless `high >= low >= 0`
    void setWriteBufferLimits(int high, int low);

    /// Whether it receives: neither paused nor closing.
    boolean isReading();

    /// Whether [#writeEof] is possible; with TLS it is not.
    boolean canWriteEof();

    /// The address of this end, also after the end of the connection; null where there is none.
    @Nullable
    SocketAddress localAddress();

    /// The address of the other end, also after the end of the connection; null where there is none.
    @Nullable
    SocketAddress remoteAddress();

    /// The TLS session, null without TLS.
    @Nullable
    SSLSession tlsSession();
}
