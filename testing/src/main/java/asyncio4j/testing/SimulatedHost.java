package asyncio4j.testing;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A host of a [SimulatedNetwork]: a name, an address, ports, and tasks that act as it. Loop only.
///
/// @since 0.1
public final class SimulatedHost {
    private static final int FIRST_FREE = 49_152;
    private static final int PORTS = 65_536 - FIRST_FREE;

    private final SimulatedNetwork network;
    private final String name;
    private final InetAddress address;
    private final List<SimulatedListener> listeners = new ArrayList<>(); // open
    private int portsGiven;

    SimulatedHost(SimulatedNetwork network, String name, int number) {
        this.network = network;
        this.name = name;
        try {
            address = InetAddress.getByAddress(name, new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // four bytes always are an address
        }
    }

    /// Its name.
    public String name() {
        return name;
    }

    /// Its address, 10.0.0.1 for the first host.
    public InetAddress address() {
        return address;
    }

    /// Runs `body` in the calling task, as this host: what it connects and serves, and the tasks it creates, are
    /// here. Other context variables that it sets are its own, too.
    public <T extends @Nullable Object> T run(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        return Context.copy().<T>run(() -> {
            SimulatedNetwork.enter(this);
            return body.await();
        });
    }

    /// The void form of [#run(Awaitable)].
    public void run(Action body) {
        Objects.requireNonNull(body, "body");
        Context.copy().run(() -> {
            SimulatedNetwork.enter(this);
            body.run();
        });
    }

    SimulatedNetwork network() {
        return network;
    }

    // ---- ports ----

    /// A port that nobody uses to listen.
    int freePort() {
        for (int tries = 0; tries < PORTS; tries++) {
            int port = FIRST_FREE + portsGiven++ % PORTS;
            if (listeners.stream().noneMatch(l -> l.address().getPort() == port)) {
                return port;
            }
        }
        throw new IllegalStateException("host " + name + " has no free port");
    }

    /// Who listens at `wanted`; null when nobody does.
    @Nullable
    SimulatedListener listener(InetSocketAddress wanted) {
        return listeners.stream().filter(l -> l.listensAt(wanted)).findFirst().orElse(null);
    }

    /// Whether a listener at `wanted` would be one too many.
    boolean isTaken(InetSocketAddress wanted, boolean shared) {
        return listeners.stream().anyMatch(l -> l.conflictsWith(wanted) && !(shared && l.shared()));
    }

    void add(SimulatedListener listener) {
        listeners.add(listener);
    }

    void remove(SimulatedListener listener) {
        listeners.remove(listener);
    }

    @Override
    public String toString() {
        return name;
    }
}
