package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.io.spi.DatagramLink;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What came in and was not received, and who waits. Loop only.
final class DatagramSocketImpl implements AsyncDatagramSocket, DatagramLink.Receiver, WaitTarget {
    private static final int LARGEST = 65_507;
    private static final int KEPT = 1 << 20; // bytes
    private static final int EACH = 128; // bytes a datagram counts besides its own

    private final EventLoop loop;
    private final Network network;
    private final @Nullable InetSocketAddress remote;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private final ArrayDeque<Task<?>> receivers = new ArrayDeque<>(2); // the first has its turn
    private int kept;
    private @Nullable IOException failure; // the last one, until it is told
    private @Nullable DatagramLink link;
    private @Nullable InetSocketAddress local;
    private boolean closed;
    private @Nullable IOException lossCause;

    DatagramSocketImpl(EventLoop loop, Network network, @Nullable InetSocketAddress remote) {
        this.loop = loop;
        this.network = network;
        this.remote = remote;
    }

    void open(@Nullable InetSocketAddress at) throws IOException {
        DatagramLink opened = network.openDatagrams(at, remote, this);
        link = opened;
        local = opened.localAddress();
    }

    // ---- sending ----

    @Override
    public void send(byte[] data, SocketAddress to) throws IOException {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(to, "to");
        check();
        InetSocketAddress address = DatagramAddresses.reachable(DatagramAddresses.resolve(network, to, local), local);
        if (remote == null) {
            transmit(data, address);
        } else if (remote.equals(address)) {
            transmit(data, null);
        } else {
            throw new IllegalArgumentException("the socket is connected to " + remote + ": it cannot send to " + to);
        }
    }

    @Override
    public void send(byte[] data) throws IOException {
        Objects.requireNonNull(data, "data");
        check();
        if (remote == null) {
            throw new IllegalStateException("the socket is not connected: say to whom, send(data, to)");
        }
        transmit(data, null);
    }

    private void transmit(byte[] data, @Nullable InetSocketAddress to) throws IOException {
        if (data.length > LARGEST) {
            throw new IOException("a datagram has at most 65,507 bytes, not " + data.length);
        }
        throwIfClosed();
        var sending = new Sending(Waits.currentTask());
        Objects.requireNonNull(link).send(data, to, sending::end);
        try {
            while (!sending.done) {
                Waits.park(sending);
            }
        } finally {
            sending.left = true;
        }
        IOException refused = sending.failure;
        if (refused != null) {
            throw refused;
        }
    }

    private static final class Sending implements WaitTarget {
        private final Task<?> task;
        private boolean done;
        private boolean left;
        private @Nullable IOException failure;

        Sending(Task<?> task) {
            this.task = task;
        }

        void end(@Nullable IOException cause) {
            done = true;
            failure = cause;
            if (!left) {
                Waits.unpark(task);
            }
        }

        @Override
        public String name() {
            return "AsyncDatagramSocket.send";
        }
    }

    // ---- receiving ----

    @Override
    public Packet receive() throws IOException {
        check();
        throwIfClosed();
        try {
            if (!receivers.isEmpty() || !hasNews()) {
                awaitTurn();
            }
            return take();
        } finally {
            wakeNext();
        }
    }

    /// Waits until it is the caller's turn and something is there for it.
    private void awaitTurn() throws IOException {
        Task<?> me = Waits.currentTask();
        receivers.add(me);
        try {
            while (receivers.peek() != me || !hasNews()) {
                throwIfClosed();
                Waits.park(this);
            }
        } finally {
            receivers.remove(me);
        }
    }

    private Packet take() throws IOException {
        Packet packet = packets.poll();
        if (packet != null) {
            kept -= cost(packet);
            return packet;
        }
        IOException told = Objects.requireNonNull(failure);
        failure = null;
        throw told;
    }

    private boolean hasNews() {
        return !packets.isEmpty() || failure != null;
    }

    private void wakeNext() {
        Task<?> next = receivers.peek();
        if (next != null && hasNews()) {
            Waits.unpark(next);
        }
    }

    private static int cost(Packet packet) {
        return packet.data().length + EACH;
    }

    // ---- what the link tells ----

    @Override
    public void received(byte[] data, SocketAddress from) {
        var packet = new Packet(data, from);
        if (closed || kept + cost(packet) > KEPT) {
            return;
        }
        failure = null; // an older one says nothing any more
        packets.add(packet);
        kept += cost(packet);
        wakeNext();
    }

    @Override
    public void failed(IOException cause) {
        if (!closed) {
            failure = cause;
            wakeNext();
        }
    }

    @Override
    public void lost(@Nullable IOException cause) {
        lossCause = cause;
        end();
    }

    // ---- the end ----

    @Override
    public SocketAddress localAddress() {
        return Objects.requireNonNull(local);
    }

    @Override
    public void close() {
        LoopParts.checkAccess(loop);
        if (!closed) {
            end();
            Objects.requireNonNull(link).close();
        }
    }

    private void end() {
        closed = true;
        packets.clear();
        kept = 0;
        failure = null;
        receivers.forEach(Waits::unpark);
    }

    /// Refuses other threads and callbacks.
    private void check() {
        LoopParts.checkAccess(loop);
        Waits.currentTask();
    }

    private void throwIfClosed() throws IOException {
        if (closed) {
            var refusal = new ClosedChannelException();
            refusal.initCause(lossCause);
            throw refusal;
        }
    }

    @Override
    public String name() {
        return "AsyncDatagramSocket.receive";
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        return List.copyOf(receivers);
    }

    @Override
    public String toString() {
        return "AsyncDatagramSocket[" + (closed ? "closed" : local) + (remote == null ? "" : " to " + remote) + "]";
    }
}
