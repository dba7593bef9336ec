package asyncio4j.io;

import asyncio4j.Context;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.internal.work.Workers;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A link with a protocol on it.
///
/// The link speaks on the poller, which runs no code of the user: what it says is noted here, and [#tell], a callback
/// of the loop, tells the protocol: made, bytes, end, writing paused and resumed, lost.
///
/// States: opening (a handshake may be under way), made, closing, lost (the link is gone), told (the protocol knows).
/// Loop only.
final class TransportImpl implements Transport, Link.Receiver, Client {
    private static final Duration LAST_FLUSH = Duration.ofMillis(200);
    private static final Protocol NONE = new Protocol() {};

    private final EventLoop loop;
    private final Link link;
    private final StreamSettings settings;
    private final Supplier<? extends Protocol> protocols;
    private final Runnable turn;
    private final LoopEnd end;
    private final AutoCloseable atEnd = this::closeWithLoop;
    private final Consumer<? super Client> gone;
    private final @Nullable IdleWatch idle;
    private final WriteMarks marks;
    private final Waiters changed = new Waiters("Transports.createConnection"); // made, or told
    private Protocol protocol = NONE;
    private ByteBin input; // not told yet
    private ByteBin spare; // the protocol has it while it is told
    private boolean scheduled;
    private boolean secured; // nothing keeps it from being made
    private boolean made;
    private boolean inputEnded;
    private boolean endTold;
    private boolean outputEnded;
    private boolean readPaused; // by the protocol
    private boolean full; // paused here: the callbacks do not keep up
    private boolean closing;
    private boolean flushed; // when it was closed
    private boolean aborted;
    private boolean lost;
    private boolean told;
    private @Nullable IOException handshakeFailure;
    private @Nullable Throwable failure;
    private @Nullable Handle closeTimer;
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    /// @param protocols called when the connection is made
    /// @param context the callbacks'
    /// @param gone called when the protocol has been told the end
    TransportImpl(
            EventLoop loop,
            Link link,
            StreamSettings settings,
            Supplier<? extends Protocol> protocols,
            Context context,
            LoopEnd end,
            Consumer<? super Client> gone) {
        this.loop = loop;
        this.link = link;
        this.settings = settings;
        this.protocols = protocols;
        turn = () -> context.run(() -> tell());
        var pool = ArrayPool.of(loop);
        input = new ByteBin(pool);
        spare = new ByteBin(pool);
        this.end = end;
        this.gone = gone;
        marks = new WriteMarks(
                link,
                settings,
                this::schedule,
                () -> tellFlow("pauseWriting", protocol::pauseWriting),
                () -> tellFlow("resumeWriting", protocol::resumeWriting));
        Duration limit = settings.idleTimeout();
        idle = limit == null ? null : new IdleWatch(loop, limit, this::abortWith);
        end.add(atEnd);
        link.start(this);
    }

    // ---- opening ----

    /// Makes the connection, after a handshake if there is an engine. Once.
    void open(@Nullable SSLEngine engine) {
        if (engine == null) {
            secured = true;
            schedule();
            return;
        }
        link.startTls(engine, new byte[0], settings.handshakeTimeout(), failed -> {
            secured = failed == null;
            handshakeFailure = failed;
            if (failed == null) {
                schedule();
            } else {
                changed.wakeAll();
            }
        });
    }

    /// Waits until the protocol has been told the connection; cancelled or failed, that is aborted.
    void awaitMade() throws IOException {
        try {
            while (!made && !told && handshakeFailure == null) {
                changed.await();
            }
        } catch (Throwable e) {
            abort();
            throw e;
        }
        if (!made) {
            abort();
            if (failure instanceof IOException io) { // the idle timeout, before what it did to the handshake
                throw io;
            } else if (handshakeFailure != null) {
                throw handshakeFailure;
            }
            throw new SSLException("the connection ended during the TLS handshake");
        }
    }

    // ---- what the link tells, on the poller ----

    @Override
    public void received(ByteBuffer bytes) {
        touch();
        if (closing) {
            return;
        }
        input.add(bytes);
        if (input.size() > settings.limit() && !full && !readPaused) {
            full = true;
            link.pauseReading();
        }
        schedule();
    }

    @Override
    public void ended() {
        inputEnded = true;
        schedule();
    }

    @Override
    public void sent() {
        touch();
        marks.checkLow();
    }

    @Override
    public void lost(@Nullable IOException cause) {
        if (!lost) {
            lost = true;
            if (failure == null && !aborted && !flushed) {
                failure = cause;
            }
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled && !told) {
            scheduled = true;
            loop.callSoon(turn);
        }
    }

    private void touch() {
        if (idle != null) {
            idle.touch();
        }
    }

    // ---- what the protocol is told, in a callback ----

    private void tell() {
        scheduled = false;
        if (!made && secured && !aborted) {
            tellMade();
        }
        if (made) {
            tellInput();
            marks.tell();
        }
        if (lost && !told) {
            tellLoss();
        }
    }

    private void tellMade() {
        local = link.localAddress();
        remote = link.remoteAddress();
        boolean created = call(
                "the protocol could not be made",
                () -> protocol = Objects.requireNonNull(protocols.get(), "the supplier of protocols gave null"));
        if (created) {
            made = true;
            call("connectionMade", () -> protocol.connectionMade(this));
        }
        changed.wakeAll();
    }

    private void tellInput() {
        if (input.size() > 0 && takesInput()) {
            ByteBin bytes = input; // more may come during the call, if that blocks
            input = spare;
            call("dataReceived", () -> protocol.dataReceived(bytes.view()));
            bytes.drop(bytes.size());
            spare = bytes;
        }
        if (full && input.size() == 0) {
            full = false;
            if (takesInput()) {
                link.resumeReading();
            }
        }
        if (inputEnded && !endTold && takesInput() && input.size() == 0) {
            endTold = true;
            call("eofReceived", () -> {
                if (!protocol.eofReceived() || link.tlsSession() != null) {
                    close();
                }
            });
        }
    }

    private void tellFlow(String name, Runnable callback) {
        if (!lost && !aborted) {
            call(name, callback);
        }
    }

    private void tellLoss() {
        told = true;
        dropInput();
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        if (idle != null) {
            idle.stop();
        }
        end.remove(atEnd);
        try {
            if (made) {
                call("connectionLost", () -> protocol.connectionLost(failure));
            }
        } finally {
            changed.wakeAll();
            gone.accept(this);
        }
    }

    /// Calls the protocol; a failure is reported and ends the connection. Whether it went well.
    private boolean call(String name, Runnable callback) {
        try {
            callback.run();
            return true;
        } catch (Throwable e) {
            abortWith(e);
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            String what = made ? "Fatal error: protocol." + name + "() call failed." : "Fatal error: " + name;
            loop.callExceptionHandler(new ErrorContext(what, e, null, null));
            return false;
        }
    }

    // ---- writing ----

    @Override
    public void write(ByteBuffer b) {
        Objects.requireNonNull(b, "b");
        LoopParts.checkAccess(loop);
        if (outputEnded) {
            throw new IllegalStateException("writeEof() was called: nothing can be written after it");
        }
        if (isClosing()) {
            b.position(b.limit());
        } else if (b.hasRemaining()) {
            touch();
            link.send(b);
            marks.check();
        }
    }

    @Override
    public void writeEof() {
        LoopParts.checkAccess(loop);
        if (!canWriteEof()) {
            throw new UnsupportedOperationException("this connection cannot end its output without closing");
        }
        if (!isClosing() && !outputEnded) {
            outputEnded = true;
            link.endOutput();
        }
    }

    @Override
    public boolean canWriteEof() {
        return link.canEndOutput();
    }

    @Override
    public int writeBufferSize() {
        return lost || aborted ? 0 : (int) Math.min(Integer.MAX_VALUE, link.unsent());
    }

    @Override
    public void setWriteBufferLimits(int highest, int lowest) {
        LoopParts.checkAccess(loop);
        marks.set(highest, lowest);
        if (!isClosing()) {
            marks.check();
        }
    }

    // ---- reading ----

    @Override
    public void pauseReading() {
        LoopParts.checkAccess(loop);
        if (isReading()) {
            readPaused = true;
            link.pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        LoopParts.checkAccess(loop);
        if (readPaused && !isClosing()) {
            readPaused = false;
            link.resumeReading();
            schedule();
        }
    }

    @Override
    public boolean isReading() {
        return takesInput() && !lost;
    }

    /// Whether the protocol may be told what came in, also before a loss.
    private boolean takesInput() {
        return !readPaused && !closing;
    }

    // ---- the end ----

    @Override
    public void close() {
        LoopParts.checkAccess(loop);
        if (!closing) {
            closing = true;
            flushed = link.unsent() == 0;
            dropInput();
            if (!lost) {
                closeTimer = loop.callLater(settings.closeTimeout(), this::abort);
                link.close();
            }
        }
    }

    @Override
    public void startClose() {
        close();
    }

    @Override
    public void abort() {
        LoopParts.checkAccess(loop);
        closing = true;
        aborted = true;
        dropInput();
        if (!lost) {
            link.abort();
        }
    }

    private void abortWith(Throwable cause) {
        if (!lost && !aborted) {
            failure = cause;
        }
        abort();
    }

    private void dropInput() {
        input.drop(input.size());
    }

    /// Ends with the loop: lets go out what the kernel takes, and waits until the protocol has been told.
    private void closeWithLoop() {
        if (!Workers.inTask()) { // the loop calls nothing any more
            abort();
            lost = true;
            turn.run();
            return;
        }
        close();
        Handle last = loop.callLater(LAST_FLUSH, () -> {
            abort();
            lost(null);
        });
        while (!told) {
            changed.await();
        }
        last.cancel();
    }

    @Override
    public boolean isClosing() {
        return closing || lost;
    }

    // ---- about it ----

    @Override
    public @Nullable SocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return link.tlsSession();
    }

    @Override
    public String toString() {
        String state = lost ? ", closed" : closing ? ", closing" : "";
        return "Transport[" + remote + ", " + writeBufferSize() + " bytes unsent" + state + "]";
    }
}
