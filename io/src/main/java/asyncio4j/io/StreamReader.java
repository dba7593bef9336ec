package asyncio4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Reads bytes and lines; suspends the calling task until they are there.
///
/// A read that is cancelled takes no bytes. Bytes that came before the connection broke are read first, then the
/// failure is thrown. One task reads at a time: a second that would have to wait gets an `IllegalStateException`.
///
/// At most twice the limit ([ConnectOptions#withLimit]) and what one read of the socket brings is kept; then the
/// other side has to wait.
///
/// @since 0.1
public interface StreamReader {
    /// At most `n` bytes as soon as some are there, none at the end; -1: everything up to the end.
    ///
    /// @throws IOException if the connection broke
    byte[] read(int n) throws IOException;

    /// Reads into `into` as soon as some bytes are there.
    ///
    /// @return how many, -1 at the end; 0 if `into` has no room
    /// @throws IOException if the connection broke
    int read(ByteBuffer into) throws IOException;

    /// Exactly `n` bytes.
    ///
    /// @throws asyncio4j.IncompleteReadException at the end, with what was there
    /// @throws IOException if the connection broke
    byte[] readExactly(int n) throws IOException;

    /// The next line, UTF-8, without its `\n` or `\r\n`; what is left at the end; then null.
    ///
    /// @throws asyncio4j.LimitOverrunException if the line is longer than the limit; it is dropped, reading goes
    /// on
    /// @throws IOException if the connection broke
    @Nullable
    String readLine() throws IOException;

    /// The same in another charset, one in which a newline is the byte 10.
    @Nullable
    String readLine(Charset charset) throws IOException;

    /// The bytes up to and with `separator`.
    ///
    /// @throws asyncio4j.IncompleteReadException at the end, with what was there
    /// @throws asyncio4j.LimitOverrunException if it does not come within the limit; the bytes can still be read
    /// @throws IllegalArgumentException if `separator` is empty
    /// @throws IOException if the connection broke
    byte[] readUntil(byte[] separator) throws IOException;

    /// The lines to come, read as [#readLine()] does as they are asked for; a failure is an
    /// `UncheckedIOException`.
    default Iterable<String> lines() {
        return () -> (Iterator<String>) new Lines(this);
    }

    /// Whether the end was reached and nothing is left to read.
    boolean atEof();
}
