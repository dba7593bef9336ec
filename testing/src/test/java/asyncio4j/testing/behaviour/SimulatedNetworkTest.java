package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.testing.behaviour.Between.ECHO;
import static asyncio4j.testing.behaviour.Between.connected;
import static asyncio4j.testing.behaviour.Between.now;
import static asyncio4j.testing.behaviour.Between.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.io.ConnectOptions;
import asyncio4j.io.ServeOptions;
import asyncio4j.io.Streams;
import asyncio4j.io.TlsOptions;
import asyncio4j.spi.LoopConfig;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import asyncio4j.testing.VirtualClock;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// What a simulated network does with connections, and when.
@SuppressWarnings("try") // servers are closed before they are waited for
class SimulatedNetworkTest {
    // ---- time ----

    @Test
    void everyWayTakesTheLatency() {
        connected(ECHO, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                assertThat(now()).as("there and back").isEqualTo(10);
                c.writer().write("x");
                assertThat(text(c.reader().read(1))).isEqualTo("x");
                assertThat(now()).isEqualTo(20);
            }
        });
    }

    @Test
    void theLatencyIsChosenInItsRange() {
        var seen = new TreeSet<Long>();
        for (int seed = 0; seed < 40; seed++) {
            Simulation.run(seed, () -> {
                SimulatedNetwork net = SimulatedNetwork.current().latency(millis(10), millis(40));
                var server = Streams.startServer((in, out) -> {}, "main", 7);
                Streams.openConnection("main", 7).close();
                seen.add(now());
                server.close();
                server.waitClosed();
            });
        }
        assertThat(seen).contains(20L, 30L, 80L).allMatch(t -> t >= 20 && t <= 80);
    }

    @Test
    void bandwidthLimitsHowFastBytesArrive() {
        connected((in, out) -> out.write(new byte[100_000]), (net, server) -> {
            net.bandwidth(50_000);
            try (var c = Streams.openConnection("server", 7)) {
                assertThat(c.reader().read(-1)).hasSize(100_000);
                assertThat(now()).isBetween(2_000L, 2_100L);
            }
        });
    }

    @Test
    void aServerMayTakeItsTimeToAccept() {
        var trail = new ArrayList<String>();
        connected((in, out) -> trail.add("accepted " + now()), (net, server) -> {
            net.acceptDelay(seconds(1), seconds(1));
            try (var c = Streams.openConnection("server", 7)) {
                trail.add("connected " + now());
                assertThat(c.reader().read(1)).isEmpty();
            }
        });
        assertThat(trail).containsExactly("connected 10", "accepted 1005");
    }

    @Test
    void whoFindsTheBacklogFullWaitsToBeConnected() {
        Simulation.run(1, () -> {
            SimulatedNetwork.current().latency(millis(5), millis(5)).acceptDelay(seconds(1), seconds(1));
            var server = Streams.startServer(
                    (in, out) -> in.read(1), "main", 7, ServeOptions.defaults().withBacklog(2));
            var times = new ArrayList<Long>();
            Action client = () -> {
                try (var c = Streams.openConnection("main", 7)) {
                    times.add(now());
                }
            };
            gather(client, client, client, client);
            assertThat(times).containsExactly(10L, 10L, 1010L, 2010L);
            server.close();
            server.waitClosed();
        });
    }

    // ---- pieces ----

    @Test
    void readsReturnPiecesOfEverySize() {
        var sizes = new TreeSet<Integer>();
        var report = Simulation.explore(ExploreOptions.defaults().withRuns(300), () -> {
            var server = Streams.startServer((in, out) -> out.write("0123456789"), "main", 7);
            try (var c = Streams.openConnection("main", 7)) {
                var all = new StringBuilder();
                for (byte[] some = c.reader().read(100);
                        some.length > 0;
                        some = c.reader().read(100)) {
                    sizes.add(some.length);
                    all.append(text(some));
                }
                assertThat(all).hasToString("0123456789");
            }
            server.close();
            server.waitClosed();
        });
        report.throwIfFailed();
        assertThat(sizes).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void exhaustiveSearchCutsAtEveryByte() {
        var firsts = new TreeSet<Integer>();
        var options =
                ExploreOptions.defaults().withStrategy(Strategy.EXHAUSTIVE).withDepth(1);
        var report = Simulation.explore(options, () -> {
            SimulatedNetwork.current().latency(millis(1), millis(1));
            var server = Streams.startServer((in, out) -> out.write("0123456789"), "main", 7);
            try (var c = Streams.openConnection("main", 7)) {
                firsts.add(c.reader().read(100).length);
            }
            server.close();
            server.waitClosed();
        });
        report.throwIfFailed();
        assertThat(report.exhausted()).isTrue();
        assertThat(firsts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void largeTransfersArriveWholeAndInOrder() {
        byte[] data = new byte[500_000];
        new Random(2).nextBytes(data);
        for (int seed = 0; seed < 5; seed++) {
            Simulation.run(seed, () -> {
                var server = Streams.startServer(ECHO, "main", 7);
                try (var c = Streams.openConnection("main", 7)) {
                    Task<Void> write = createTask(() -> {
                        c.writer().write(data);
                        c.writer().writeEof();
                    });
                    assertThat(c.reader().read(-1)).isEqualTo(data);
                    write.await();
                }
                server.close();
                server.waitClosed();
            });
        }
    }

    @Test
    void whatIsWrittenInOnePassArrivesTogether() {
        connected(
                (in, out) -> {
                    out.write("two ");
                    out.write("writes");
                },
                (net, server) -> {
                    try (var c = Streams.openConnection("server", 7)) {
                        assertThat(text(c.reader().read(100))).isEqualTo("two writes");
                    }
                });
    }

    // ---- hosts ----

    @Test
    void tasksActAsTheHostThatMadeThem() {
        connected(
                (in, out) -> out.write(host(out.remoteAddress()) + " at " + host(out.localAddress())),
                (net, server) -> {
                    Task<String> ask = createTask(() -> {
                        try (var c = Streams.openConnection("server", 7)) {
                            return text(c.reader().read(100));
                        }
                    });
                    assertThat(ask.await()).isEqualTo("client at server");
                });
    }

    private static String host(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress().getHostName();
    }

    @Test
    void localhostIsTheHostOneIsOn() {
        connected(ECHO, (net, server) -> {
            var mine = Streams.startServer(ECHO, "localhost", 7);
            try (var c = Streams.openConnection("localhost", 7)) {
                assertThat(mine.connections()).isEqualTo(1);
                assertThat(server.connections()).isZero();
            }
            mine.close();
            mine.waitClosed();
            assertThatThrownBy(() -> Streams.openConnection("localhost", 7)).isInstanceOf(ConnectException.class);
        });
    }

    @Test
    void namesNobodyMadeAreUnknown() {
        connected(ECHO, (net, server) -> {
            assertThatThrownBy(() -> Streams.openConnection("sever", 7))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContainingAll("sever", "server", "SimulatedNetwork.host");
            assertThatThrownBy(() -> Streams.openConnection("192.0.2.1", 7)).isInstanceOf(NoRouteToHostException.class);
            assertThatThrownBy(() -> Streams.startServer(ECHO, "server", 9)).isInstanceOf(BindException.class);
            assertThatThrownBy(() -> net.partition("client", "sever"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("sever", "server");
        });
    }

    @Test
    void aPortNobodyListensAtIsRefused() {
        connected(ECHO, (net, server) -> {
            assertThatThrownBy(() -> Streams.openConnection("server", 8))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Connection refused");
            assertThat(now()).isEqualTo(10);
        });
    }

    // ---- what it has not ----

    @Test
    void tlsAndUnixSocketsAreSaidToBeMissing() {
        connected(ECHO, (net, server) -> {
            var tls = ConnectOptions.defaults().withTls(TlsOptions.client());
            assertThatThrownBy(() -> Streams.openConnection("server", 7, tls))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no TLS");
            try (var c = Streams.openConnection("server", 7)) {
                assertThatThrownBy(() -> c.writer().startTls(TlsOptions.client()))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("no TLS");
            }
            assertThatThrownBy(() -> Streams.openUnixConnection(Path.of("no-such-socket")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("TCP only");
        });
    }

    @Test
    void whereThereIsNoneItSaysSo() {
        assertThatThrownBy(() -> run(() -> SimulatedNetwork.current()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SimulatedNetwork.on");
    }

    @Test
    void badSettingsAreRefused() {
        SimulatedNetwork net = SimulatedNetwork.of(1);
        assertThatThrownBy(() -> net.latency(millis(2), millis(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> net.latency(millis(-1), millis(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> net.bandwidth(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> net.resets(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- loops of one's own ----

    @Test
    void aSeedDecidesOnALoopOfOnesOwn() {
        assertThat(sizes(1)).isEqualTo(sizes(1));
        assertThat(IntStream.range(0, 20).mapToObj(SimulatedNetworkTest::sizes).distinct())
                .hasSizeGreaterThan(5);
    }

    private static List<Integer> sizes(long seed) {
        var sizes = new ArrayList<Integer>();
        LoopConfig config = new VirtualClock().on(SimulatedNetwork.of(seed).on(LoopConfig.defaults()));
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(() -> {
                try (var server = Streams.startServer((in, out) -> out.write("x".repeat(1000)), "main", 7);
                        var c = Streams.openConnection("main", 7)) {
                    assertThat(server.port()).isEqualTo(7);
                    for (int n = c.reader().read(2000).length;
                            n > 0;
                            n = c.reader().read(2000).length) {
                        sizes.add(n);
                    }
                }
            });
        }
        return sizes;
    }

    @Test
    void oneNetworkServesOneLoop() {
        LoopConfig config = SimulatedNetwork.of(1).on(LoopConfig.defaults());
        try (var first = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop));
                var second = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            first.run(() -> SimulatedNetwork.current());
            assertThatThrownBy(() -> second.run(() -> SimulatedNetwork.current()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one per loop");
        }
    }

    @Test
    void itWorksInRealTime() {
        LoopConfig config = SimulatedNetwork.of(1).latency(millis(1), millis(1)).on(LoopConfig.defaults());
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(() -> {
                try (var server = Streams.startServer(ECHO, "main", 7);
                        var c = Streams.openConnection("main", server.port())) {
                    c.writer().write("hello\n");
                    assertThat(c.reader().readLine()).isEqualTo("hello");
                }
            });
        }
    }
}
