package asyncio4j.testing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One direction of a connection: what one end has sent and the other has not received yet, in order. Loop only.
///
/// Bytes wait in `out` until the window lets them go, which is when the sender counts them as sent; then they are
/// under way, one behind the other.
final class Wire {
    private static final int WINDOW = 65_536; // bytes under way or not taken by the receiver
    private static final double APART = 1e-6; // seconds: what was split does not arrive at the same moment
    private static final Duration PATIENCE = Duration.ofSeconds(924); // as Linux: 15 retries

    private final SimulatedNetwork net;
    private final SimulatedLink sender;
    private final SimulatedLink receiver;
    private final ArrayDeque<byte[]> out = new ArrayDeque<>();
    private int taken; // of the first of them
    private long unsent;
    private final ArrayDeque<Packet> flight = new ArrayDeque<>();
    private int inFlight; // bytes
    private double lastArrival;
    private double freeAt; // when the last byte is on its way, where bandwidth has a limit
    private @Nullable Parcel first; // of the flight, the last one that was
    private boolean queued; // for a pump
    private boolean cut; // no bytes go any more
    private boolean over; // nothing goes any more: a reset was the last

    /// What arrives at `at`: bytes, or what is said instead.
    private record Packet(Sign sign, byte[] bytes, double at) {}

    enum Sign {
        DATA,
        END,
        RESET
    }

    Wire(SimulatedNetwork net, SimulatedLink sender, SimulatedLink receiver) {
        this.net = net;
        this.sender = sender;
        this.receiver = receiver;
    }

    long unsent() {
        return unsent;
    }

    /// Takes all of `bytes`.
    void send(ByteBuffer bytes) {
        if (cut) {
            bytes.position(bytes.limit());
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.add(copy);
        unsent += copy.length;
        queue();
    }

    /// Lets bytes go after what runs now: what was sent in one pass goes together.
    void queue() {
        if (!queued && !cut) {
            queued = true;
            net.loop().callSoon(this::pump);
        }
    }

    private void pump() {
        queued = false;
        long before = unsent;
        int room = WINDOW - inFlight - receiver.heldBytes();
        if (room < Math.min(unsent, WINDOW / 2)) {
            room = 0; // or small pieces would make room for small pieces only, for ever
        }
        while (room > 0 && unsent > 0 && !cut) {
            if (net.resetHere()) {
                sender.brokenBoth();
                return;
            }
            byte[] piece = take(net.piece((int) Math.min(room, unsent)));
            inFlight += piece.length;
            room -= piece.length;
            launch(Sign.DATA, piece);
        }
        if (unsent == 0 && !cut) {
            sender.drained();
        }
        if (unsent < before) {
            sender.tellSent();
        }
    }

    private byte[] take(int n) {
        var piece = new byte[n];
        for (int done = 0; done < n; ) {
            byte[] next = out.element();
            int some = Math.min(n - done, next.length - taken);
            System.arraycopy(next, taken, piece, done, some);
            done += some;
            taken += some;
            if (taken == next.length) {
                out.remove();
                taken = 0;
            }
        }
        unsent -= n;
        return piece;
    }

    /// Says `sign` after all that is under way.
    void launch(Sign sign) {
        if (!over) {
            launch(sign, new byte[0]);
        }
    }

    private void launch(Sign sign, byte[] bytes) {
        double now = net.loop().time();
        freeAt = Math.max(freeAt, now) + net.sending(bytes.length);
        lastArrival = Math.max(lastArrival + APART, freeAt + net.latency());
        flight.add(new Packet(sign, bytes, lastArrival));
        if (sign == Sign.RESET) {
            over = true;
            cut();
        }
        if (flight.size() == 1) {
            depart();
        }
    }

    private void depart() {
        Packet packet = flight.element();
        first = new Parcel(net, sender.from(), sender.to(), this::arrived, PATIENCE, this::givenUp).sent(packet.at);
    }

    private void arrived() {
        Packet packet = flight.remove();
        inFlight -= packet.bytes.length;
        if (!flight.isEmpty()) {
            depart();
        }
        if (packet.sign == Sign.DATA) {
            int n = packet.bytes.length;
            net.note("network: " + n + (n == 1 ? " byte" : " bytes") + " from " + sender.from() + " at "
                    + receiver.from());
        }
        receiver.arrived(packet.sign, packet.bytes);
        if (unsent > 0) {
            queue();
        }
    }

    private void givenUp() {
        flight.clear();
        sender.broken("Connection timed out");
    }

    /// What has not gone never goes.
    void cut() {
        cut = true;
        out.clear();
        unsent = 0;
    }

    /// The same, and what is under way is lost.
    void tear() {
        over = true;
        inFlight = 0;
        cut();
        flight.clear();
        if (first != null) {
            first.callBack();
        }
    }
}
