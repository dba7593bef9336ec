package asyncio4j.testing;

import asyncio4j.ContextVar;
import asyncio4j.EventLoop;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.LoopParts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Named hosts and the connections between their tasks, in memory: slow, in pieces, and broken where the schedule
/// says so. For one loop; the streams and servers of asyncio4j.io run on it unchanged.
///
/// Every loop in virtual time has one, so in [Simulation] and in tests nothing has to be set up:
///
/// ```java
/// SimulatedNetwork net = SimulatedNetwork.current();
/// SimulatedHost server = net.host("server");
/// server.run(() -> Streams.startServer(handler, "server", 80));
/// net.host("client").run(() -> ask("server", 80));       // so do the tasks that it creates
/// net.partition("client", "server");
/// ```
///
/// A task that acts as no host is on host "main"; `localhost` is always the host one is on. Connections take
/// between 1 and 10 ms from host to host, and bytes arrive in pieces of any size; unless set otherwise nothing is
/// lost. In a simulation the decisions are part of the schedule and of the replay string, elsewhere of the seed.
/// There is TCP only: no TLS, no unix sockets, no datagrams.
///
/// Threads: on the loop only, but for [#of] and [#on].
///
/// @since 0.1
public final class SimulatedNetwork {
    static final String MAIN = "main";
    private static final ContextVar<@Nullable SimulatedHost> HOST = ContextVar.of("SimulatedHost", null);
    private static final int STEPS = 4; // delays between the shortest and the longest
    private static final int SIZES = 256; // sizes of pieces to choose from

    private final Chance chance;
    private @Nullable EventLoop loop; // the first that asked; loop only, like all below
    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Set<Cut> cuts = new HashSet<>();
    private final Set<Parcel> held = new LinkedHashSet<>(); // by cuts
    private final Set<SimulatedLink> links = new LinkedHashSet<>(); // not lost
    private Delay latency = new Delay(Duration.ofMillis(1), Duration.ofMillis(10));
    private Delay accepting = new Delay(Duration.ZERO, Duration.ZERO);
    private long bandwidth;
    private boolean pieces = true;
    private int resets;

    SimulatedNetwork(Chance chance) {
        this.chance = chance;
    }

    /// Nothing passes between the two.
    private record Cut(String a, String b) {
        static Cut of(String a, String b) {
            return a.compareTo(b) < 0 ? new Cut(a, b) : new Cut(b, a);
        }
    }

    private record Delay(Duration least, Duration most) {
        Delay {
            if (least.isNegative() || most.compareTo(least) < 0) {
                throw new IllegalArgumentException("not a range of delays: " + least + " to " + most);
            }
        }

        double seconds(Chance chance) {
            double low = least.toNanos() / 1e9;
            double high = most.toNanos() / 1e9;
            return low == high ? low : low + (high - low) * chance.choose(Chooser.Kind.OUTSIDE, STEPS) / (STEPS - 1);
        }
    }

    // ---- which network ----

    /// A network for a loop of your own, see [#on]; everything it decides follows from `seed`.
    public static SimulatedNetwork of(long seed) {
        return new SimulatedNetwork(Chance.of(seed));
    }

    /// The network of the calling task's loop.
    ///
    /// @throws IllegalStateException where there is none
    public static SimulatedNetwork current() {
        return LoopParts.of(LoopParts.loop(), SimulatedNetwork.class, _ -> {
            throw new IllegalStateException("no simulated network here: neither a simulation nor a test in virtual"
                    + " time, nor a loop with SimulatedNetwork.on");
        });
    }

    /// The parts of `config` with this network instead of the sockets of the machine, for one loop.
    public LoopConfig on(LoopConfig config) {
        return config.withPart(SimulatedNetwork.class, this::of)
                .withPart(Network.class, l -> new SimulatedSockets(of(l)));
    }

    private SimulatedNetwork of(EventLoop l) {
        if (loop != null && loop != l) {
            throw new IllegalStateException("this simulated network belongs to another loop: make one per loop");
        }
        loop = l;
        return this;
    }

    // ---- what it is like ----

    /// The host `name`; made when it is not there. Its name resolves to its address.
    public SimulatedHost host(String name) {
        Objects.requireNonNull(name, "name");
        return hosts.computeIfAbsent(name, n -> new SimulatedHost(this, n, hosts.size() + 1));
    }

    /// How long bytes, and each step of connecting, are under way: between `least` and `most`.
    ///
    /// @throws IllegalArgumentException if `least` is negative or above `most`
    public SimulatedNetwork latency(Duration least, Duration most) {
        latency = new Delay(least, most);
        return this;
    }

    /// How long a connection waits before a server accepts it: between `least` and `most`; at first it does not.
    ///
    /// @throws IllegalArgumentException if `least` is negative or above `most`
    public SimulatedNetwork acceptDelay(Duration least, Duration most) {
        accepting = new Delay(least, most);
        return this;
    }

    /// How many bytes per second each direction of a connection carries; 0, as at first: any number.
    ///
    /// @throws IllegalArgumentException if it is negative
    public SimulatedNetwork bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bandwidth must not be negative: " + bytesPerSecond);
        }
        bandwidth = bytesPerSecond;
        return this;
    }

    /// Whether what is sent may arrive in pieces, as at first. Otherwise it arrives as it was sent in one pass of
    /// the loop.
    public SimulatedNetwork partialReads(boolean on) {
        pieces = on;
        return this;
    }

    /// How many connections may still be reset by chance, each where a piece of it is about to be sent; at first
    /// none.
    ///
    /// @throws IllegalArgumentException if it is negative
    public SimulatedNetwork resets(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("resets must not be negative: " + most);
        }
        resets = most;
        return this;
    }

    // ---- what happens to it ----

    /// From now on nothing passes between hosts `a` and `b`, in both directions; nobody is told. What was under
    /// way waits for [#heal]; a connection whose bytes wait for 15 minutes, or that was asked for 2 minutes ago,
    /// fails as with real TCP.
    ///
    /// @throws IllegalArgumentException if there is no such host
    public void partition(String a, String b) {
        chance.note("partition between " + known(a) + " and " + known(b));
        cuts.add(Cut.of(a, b));
    }

    /// As [#partition] between `host` and every other host there is.
    ///
    /// @throws IllegalArgumentException if there is no such host
    public void isolate(String host) {
        known(host);
        hosts.keySet().stream().filter(h -> !h.equals(host)).forEach(h -> partition(host, h));
    }

    /// Ends the partition between `a` and `b`: what waited goes on its way.
    public void heal(String a, String b) {
        chance.note("no partition between " + a + " and " + b);
        cuts.remove(Cut.of(a, b));
        release();
    }

    /// Ends all partitions.
    public void heal() {
        chance.note("no partitions any more");
        cuts.clear();
        release();
    }

    private void release() {
        for (Parcel parcel : List.copyOf(held)) {
            if (!isCut(parcel.from(), parcel.to())) {
                held.remove(parcel);
                parcel.again();
            }
        }
    }

    /// Breaks every connection between hosts `a` and `b`, at both ends at once: "Connection reset". Bytes under
    /// way are lost.
    ///
    /// @throws IllegalArgumentException if there is no such host
    public void reset(String a, String b) {
        known(a);
        known(b);
        List<SimulatedLink> between = links.stream()
                .filter(l -> Cut.of(l.from().name(), l.to().name()).equals(Cut.of(a, b)))
                .toList();
        between.forEach(SimulatedLink::torn);
    }

    private String known(String name) {
        if (!hosts.containsKey(name)) {
            throw new IllegalArgumentException("no host " + name + " here, but " + hosts.keySet());
        }
        return name;
    }

    // ---- for links ----

    EventLoop loop() {
        return Objects.requireNonNull(loop);
    }

    /// The host the caller acts as.
    SimulatedHost here() {
        SimulatedHost host = HOST.get();
        return host == null || host.network() != this ? host(MAIN) : host;
    }

    static void enter(SimulatedHost host) {
        HOST.set(host);
    }

    /// The host at `address`, seen from `from`; null without one.
    @Nullable
    SimulatedHost at(InetAddress address, SimulatedHost from) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return from;
        }
        return hosts.values().stream()
                .filter(h -> h.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /// The address of host `name`; null when there is none.
    @Nullable
    InetAddress find(String name) {
        SimulatedHost host = hosts.get(name);
        return host == null ? null : host.address();
    }

    Set<String> names() {
        return hosts.keySet();
    }

    boolean isCut(SimulatedHost a, SimulatedHost b) {
        return a != b && !cuts.isEmpty() && cuts.contains(Cut.of(a.name(), b.name()));
    }

    void hold(Parcel parcel) {
        held.add(parcel);
    }

    void drop(Parcel parcel) {
        held.remove(parcel);
    }

    void opened(SimulatedLink link) {
        links.add(link);
    }

    void closed(SimulatedLink link) {
        links.remove(link);
    }

    void note(String what) {
        chance.note(what);
    }

    // ---- decisions ----

    /// Seconds from host to host.
    double latency() {
        return latency.seconds(chance);
    }

    /// Seconds from the backlog to the server.
    double acceptDelay() {
        return accepting.seconds(chance);
    }

    /// Seconds that sending `bytes` takes.
    double sending(int bytes) {
        return bandwidth == 0 ? 0 : (double) bytes / bandwidth;
    }

    /// How many of `bytes` go first, at least one.
    int piece(int bytes) {
        if (!pieces || bytes == 1) {
            return bytes;
        }
        int chosen = chance.choose(Chooser.Kind.OUTSIDE, Math.min(bytes, SIZES));
        if (chosen == 0) {
            return bytes;
        }
        int small = SIZES / 2; // of many bytes: every small size, and large ones evenly spread
        return bytes <= SIZES || chosen <= small
                ? chosen
                : small + (int) ((long) (bytes - small) * (chosen - small) / (SIZES - small));
    }

    /// Whether a connection is reset here.
    boolean resetHere() {
        if (resets == 0 || chance.choose(Chooser.Kind.FAULT, 2) == 0) {
            return false;
        }
        resets--;
        return true;
    }

    @Override
    public String toString() {
        return "SimulatedNetwork" + hosts.keySet();
    }
}
