package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.io.internal.work.Workers;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A link with a reader and a writer on it.
///
/// States: open, closing (this side closed; what is unsent still goes out), lost. Loop only.
final class ByteStream implements Link.Receiver, Connection, Client {
    final EventLoop loop;
    final Link link;
    private final StreamSettings settings;
    private final Runnable onLost;
    private final StreamReaderImpl reader;
    private final StreamWriterImpl writer;
    private final Waiters closed = new Waiters("StreamWriter.waitClosed");
    private final Waiters handshake = new Waiters("StreamWriter.startTls");
    private @Nullable String host; // what a client asked for; null on a server and for unix sockets
    private int port = -1;
    private boolean handshaking;
    private @Nullable IOException tlsFailure;
    private boolean closing;
    private boolean lost;
    private @Nullable IOException failure;
    private @Nullable Handle closeTimer;
    private final @Nullable IdleWatch idle;

    /// @param onLost called when the link is gone
    ByteStream(EventLoop loop, Link link, StreamSettings settings, Runnable onLost) {
        this.loop = loop;
        this.link = link;
        this.settings = settings;
        this.onLost = onLost;
        reader = new StreamReaderImpl(loop, link, settings.limit());
        writer = new StreamWriterImpl(this, settings);
        Duration limit = settings.idleTimeout();
        idle = limit == null ? null : new IdleWatch(loop, limit, this::abort);
        link.start(this);
    }

    /// This, whose other side was asked for by this name and port.
    ByteStream to(String name, int number) {
        host = name;
        port = number;
        return this;
    }

    /// An engine for this connection.
    SSLEngine newEngine(TlsOptions tls) throws IOException {
        return tls.newEngine(host, port);
    }

    @Override
    public StreamReader reader() {
        return reader;
    }

    @Override
    public StreamWriter writer() {
        return writer;
    }

    // ---- what the link tells ----

    @Override
    public void received(ByteBuffer bytes) {
        touch();
        reader.received(bytes);
    }

    @Override
    public void ended() {
        reader.end();
    }

    @Override
    public void sent() {
        touch();
        writer.sent();
    }

    @Override
    public void lost(@Nullable IOException cause) {
        if (lost) {
            return;
        }
        lost = true;
        if (!closing && cause != null) {
            fail(cause);
        } else if (closing || failure == null) { // else readers are told why it was given up
            reader.end();
        }
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        if (idle != null) {
            idle.stop();
        }
        writer.wake();
        handshake.wakeAll();
        closed.wakeAll();
        onLost.run();
    }

    private void fail(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        reader.fail(cause);
        writer.wake();
    }

    /// Gives the link up with `cause`.
    void abort(IOException cause) {
        if (!lost) {
            fail(cause);
            link.abort();
        }
    }

    @Override
    public void abort() {
        link.abort();
    }

    // ---- TLS ----

    /// Secures the link, and waits for the handshake. When it fails or the task is cancelled, the link is aborted.
    void startTls(SSLEngine engine) throws IOException {
        beginTls(engine);
        awaitTls();
    }

    /// Begins to secure the link; what the reader has goes to the handshake: it must not be read as if it were
    /// secure.
    void beginTls(SSLEngine engine) {
        handshaking = true;
        link.startTls(engine, reader.takeAll(), settings.handshakeTimeout(), failed -> {
            handshaking = false;
            tlsFailure = failed;
            handshake.wakeAll();
        });
    }

    /// Waits for the handshake.
    void awaitTls() throws IOException {
        try {
            while (handshaking && !lost) {
                handshake.await();
            }
        } catch (Throwable e) {
            abort(new SSLException("the TLS handshake was cancelled"));
            throw e;
        }
        IOException failed = tlsFailure != null || !lost ? tlsFailure : failure;
        if (failed != null || lost) {
            IOException cause =
                    failed != null ? failed : new SSLException("the connection ended during the TLS handshake");
            abort(cause);
            throw cause;
        }
    }

    /// A byte came or went.
    void touch() {
        if (idle != null) {
            idle.touch();
        }
    }

    // ---- closing ----

    boolean isClosing() {
        return closing || lost || failure != null;
    }

    boolean isLost() {
        return lost;
    }

    /// What a write must throw, null while it may go on.
    @Nullable
    IOException broken() {
        if (failure != null) {
            return failure;
        }
        return closing || lost ? new IOException("the connection is closed: nothing can be written any more") : null;
    }

    /// Why the link broke, null when it did not.
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void startClose() {
        if (closing) {
            return;
        }
        closing = true;
        reader.end();
        if (!lost) {
            if (!loop.isClosed()) { // else it is on its way to close the link
                closeTimer = loop.callLater(settings.closeTimeout(), link::abort);
            }
            link.close();
        }
    }

    void awaitClosed() {
        while (!lost) {
            closed.await();
        }
    }

    @Override
    public String toString() {
        return "Connection[" + reader + ", " + writer + "]";
    }

    @Override
    public void close() {
        LoopParts.checkAccess(loop);
        startClose();
        if (Workers.inTask()) {
            awaitClosed();
        }
    }
}
