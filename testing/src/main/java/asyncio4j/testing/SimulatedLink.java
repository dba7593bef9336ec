package asyncio4j.testing;

import asyncio4j.io.spi.Link;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// One end of a simulated connection. Loop only.
///
/// States: made, started, closing (what is unsent still goes), lost. As with a kernel's socket the other end may
/// send to one that is lost: that is answered with a reset.
final class SimulatedLink implements Link {
    private final SimulatedNetwork net;
    private final SimulatedHost host;
    private final SimulatedHost other;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private @Nullable SimulatedLink peer; // set once, by pair
    private @Nullable Wire wire; // to the peer
    private @Nullable Receiver receiver;
    private final ArrayDeque<byte[]> held = new ArrayDeque<>(); // arrived, not received yet
    private int heldBytes;
    private boolean reading = true;
    private boolean inputEnded;
    private boolean endTold;
    private boolean endWanted;
    private boolean endSaid;
    private boolean closeWanted;
    private boolean lost;
    private boolean lossTold;
    private @Nullable IOException failure;

    private SimulatedLink(
            SimulatedNetwork net,
            SimulatedHost host,
            SimulatedHost other,
            InetSocketAddress local,
            InetSocketAddress remote) {
        this.net = net;
        this.host = host;
        this.other = other;
        this.local = local;
        this.remote = remote;
    }

    /// The end of a new connection at `host`; its [#peer] is the other one.
    static SimulatedLink pair(
            SimulatedNetwork net,
            SimulatedHost host,
            SimulatedHost other,
            InetSocketAddress local,
            InetSocketAddress remote) {
        var near = new SimulatedLink(net, host, other, local, remote);
        var far = new SimulatedLink(net, other, host, remote, local);
        near.join(far);
        far.join(near);
        return near;
    }

    private void join(SimulatedLink to) {
        peer = to;
        wire = new Wire(net, this, to);
        net.opened(this);
    }

    SimulatedLink peer() {
        return Objects.requireNonNull(peer);
    }

    private Wire wire() {
        return Objects.requireNonNull(wire);
    }

    SimulatedHost from() {
        return host;
    }

    SimulatedHost to() {
        return other;
    }

    // ---- what the stream asks for ----

    @Override
    public void start(Receiver to) {
        receiver = to;
        net.loop().callSoon(this::deliver);
    }

    @Override
    public void send(ByteBuffer bytes) {
        if (endWanted || closeWanted || lost) {
            bytes.position(bytes.limit());
        } else if (bytes.hasRemaining()) {
            wire().send(bytes);
        }
    }

    @Override
    public long unsent() {
        return wire().unsent();
    }

    @Override
    public void endOutput() {
        endWanted = true;
        wire().queue();
    }

    @Override
    public void close() {
        closeWanted = true;
        wire().queue();
    }

    @Override
    public void abort() {
        closeWanted = true;
        if (!lost) {
            wire().cut();
            drained(); // of what is dropped
        }
    }

    /// Closes so that the other end notices.
    void reset() {
        if (!lost) {
            wire().launch(Wire.Sign.RESET);
            lose(null);
        }
    }

    @Override
    public void pauseReading() {
        reading = false;
    }

    @Override
    public void resumeReading() {
        reading = true;
        net.loop().callSoon(this::deliver);
    }

    @Override
    public void startTls(
            SSLEngine engine, byte[] early, Duration timeout, Consumer<? super @Nullable IOException> done) {
        done.accept(SimulatedSockets.noTls());
        abort();
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    // ---- what the wires tell ----

    int heldBytes() {
        return heldBytes;
    }

    /// Something came from the other end.
    void arrived(Wire.Sign sign, byte[] bytes) {
        switch (sign) {
            case DATA -> {
                if (lost) {
                    wire().launch(Wire.Sign.RESET); // nobody is here to read it
                    return;
                }
                held.add(bytes);
                heldBytes += bytes.length;
                deliver();
            }
            case END -> {
                inputEnded = true;
                deliver();
            }
            case RESET -> broken("Connection reset");
        }
    }

    /// All bytes are under way.
    void drained() {
        if ((endWanted || closeWanted) && !endSaid) {
            endSaid = true;
            wire().launch(Wire.Sign.END);
        }
        if (closeWanted && !lost) {
            if (heldBytes > 0) {
                wire().launch(Wire.Sign.RESET);
            }
            lose(null);
        }
    }

    void tellSent() {
        if (receiver != null && !lost) {
            receiver.sent();
        }
    }

    /// The connection breaks at this end.
    void broken(String why) {
        if (!lost) {
            lose(new SocketException(why));
        }
    }

    /// It breaks in the middle: both ends learn it after what was under way to them.
    void brokenBoth() {
        net.note("network: reset between " + host + " and " + other);
        wire().launch(Wire.Sign.RESET);
        peer().wire().launch(Wire.Sign.RESET);
    }

    /// It breaks at this end, and nothing of it reaches the other.
    void torn() {
        wire().tear();
        broken("Connection reset");
    }

    private void lose(@Nullable IOException cause) {
        lost = true;
        failure = cause;
        wire().cut();
        net.closed(this);
        net.loop().callSoon(this::deliver);
    }

    /// Tells the receiver what it may know by now; outside tasks.
    private void deliver() {
        Receiver to = receiver;
        if (to == null || lossTold) {
            return;
        }
        boolean some = false;
        while (!held.isEmpty() && !closeWanted && (reading || lost)) {
            byte[] bytes = held.remove();
            heldBytes -= bytes.length;
            some = true;
            to.received(ByteBuffer.wrap(bytes));
        }
        if (some && !lost) {
            peer().wire().queue(); // there is room again
        }
        if (inputEnded && held.isEmpty() && !endTold && !closeWanted) {
            endTold = true;
            to.ended();
        }
        if (lost) {
            lossTold = true;
            to.lost(failure);
        }
    }
}
