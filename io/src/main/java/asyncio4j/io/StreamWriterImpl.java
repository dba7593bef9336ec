package asyncio4j.io;

import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The writing side of a stream. Loop only.
final class StreamWriterImpl implements StreamWriter {
    private final ByteStream stream;
    private final Link link;
    private final int high;
    private final int low;
    private final Waiters space = new Waiters("StreamWriter.write");
    private long accepted; // bytes, ever
    private boolean ended;
    private boolean securing; // by startTls
    private @Nullable FileSender sender; // while a file is sent: others wait

    StreamWriterImpl(ByteStream stream, StreamSettings settings) {
        this.stream = stream;
        link = stream.link;
        high = settings.highWater();
        low = settings.lowWater();
    }

    /// Less is unsent than before.
    void sent() {
        wake();
    }

    void wake() {
        space.wakeAll();
    }

    // ---- writing ----

    @Override
    public void write(ByteBuffer b) throws IOException {
        Objects.requireNonNull(b, "b");
        awaitTurn();
        put(b);
        awaitLow();
    }

    @Override
    public void write(CharSequence text) throws IOException {
        write(StandardCharsets.UTF_8.encode(CharBuffer.wrap(text)));
    }

    @Override
    public boolean tryWrite(byte[] b) throws IOException {
        Objects.requireNonNull(b, "b");
        check();
        if (sender != null || link.unsent() > high) {
            return false;
        }
        put(ByteBuffer.wrap(b));
        return true;
    }

    private void put(ByteBuffer b) {
        if (b.hasRemaining()) {
            accepted += b.remaining();
            stream.touch();
            link.send(b);
        }
    }

    /// Throws what forbids writing.
    private void check() throws IOException {
        LoopParts.checkAccess(stream.loop);
        IOException broken = stream.broken();
        if (broken != null) {
            throw broken;
        }
        if (ended) {
            throw new IllegalStateException("writeEof() was called: nothing can be written after it");
        }
    }

    private void awaitTurn() throws IOException {
        check();
        Waits.currentTask(); // refuses callbacks, also when nothing has to wait
        while (sender != null) {
            space.await();
            check();
        }
    }

    /// Waits, when more than the high-water mark is unsent, for the low one.
    private void awaitLow() throws IOException {
        if (link.unsent() > high) {
            while (link.unsent() > low && !stream.isLost()) {
                space.await();
            }
            throwFailure();
        }
    }

    private void throwFailure() throws IOException {
        IOException failure = stream.failure();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void drain() throws IOException {
        LoopParts.checkAccess(stream.loop);
        Waits.currentTask();
        throwFailure();
        long target = accepted;
        while (accepted - link.unsent() < target && !stream.isLost()) {
            space.await();
        }
        throwFailure();
        if (accepted - link.unsent() < target) {
            throw new IOException("the connection was closed before everything was sent");
        }
    }

    // ---- files ----

    @Override
    public long sendFile(Path file) throws IOException {
        return sendFile(file, 0, Long.MAX_VALUE);
    }

    @Override
    public long sendFile(Path file, long offset, long count) throws IOException {
        Objects.requireNonNull(file, "file");
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException("sendFile: offset " + offset + ", count " + count);
        }
        awaitTurn();
        var mine = new FileSender(file, offset, count);
        sender = mine;
        try {
            return mine.sendTo(chunk -> {
                IOException broken = stream.broken();
                if (broken != null) {
                    throw broken;
                }
                put(chunk);
                awaitLow();
            });
        } catch (Throwable e) {
            if (mine.begun()) {
                stream.abort(new IOException("the connection was closed: a file that was sent was cut short", e));
            }
            throw e;
        } finally {
            sender = null;
            wake();
        }
    }

    // ---- TLS ----

    @Override
    public void startTls(TlsOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        awaitTurn();
        if (securing || link.tlsSession() != null) {
            throw new IllegalStateException("the connection is secured already, or about to be");
        }
        SSLEngine engine = stream.newEngine(options);
        securing = true; // for good: if it fails, the connection is aborted
        try {
            drain();
        } catch (Throwable e) {
            stream.abort(new SSLException("TLS was given up before its handshake", e));
            throw e;
        }
        stream.startTls(engine);
    }

    // ---- the end ----

    @Override
    public void writeEof() throws IOException {
        check();
        if (!canWriteEof()) {
            throw new UnsupportedOperationException("this connection cannot end its output without closing");
        }
        if (sender != null) {
            throw new IllegalStateException("a file is being sent: await sendFile first");
        }
        ended = true;
        link.endOutput();
    }

    @Override
    public boolean canWriteEof() {
        return link.canEndOutput();
    }

    @Override
    public void close() {
        LoopParts.checkAccess(stream.loop);
        stream.startClose();
    }

    @Override
    public void waitClosed() {
        LoopParts.checkAccess(stream.loop);
        Waits.currentTask();
        stream.awaitClosed();
    }

    @Override
    public boolean isClosing() {
        return stream.isClosing();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return link.localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return link.remoteAddress();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return link.tlsSession();
    }

    @Override
    public @Nullable String applicationProtocol() {
        return link.applicationProtocol();
    }

    @Override
    public String toString() {
        String state = stream.isLost() ? ", closed" : stream.isClosing() ? ", closing" : "";
        return "StreamWriter[" + remoteAddress() + ", " + link.unsent() + " bytes unsent" + state + "]";
    }
}
