package asyncio4j.io;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.io.kit.OnNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Listener;
import asyncio4j.io.spi.Network;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting: which address, how long, what fails and how. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectTest {
    /** A host whose addresses answer after so many milliseconds, or (negative) refuse after as many. */
    private static final class Host implements Network {
        private final Map<String, Integer> addresses;
        private final Trail trail;
        private final double begin = getRunningLoop().time();
        final List<FedLink> links = new ArrayList<>();

        Host(Trail trail, Map<String, Integer> addresses) {
            this.trail = trail;
            this.addresses = addresses;
        }

        @Override
        public Link connect(SocketAddress remote, ConnectOptions options) throws IOException {
            String name = ((InetSocketAddress) remote).getAddress().getHostAddress();
            trail.add(Math.round((getRunningLoop().time() - begin) * 1000) + " " + name);
            int delay = addresses.get(name);
            try {
                sleep(Duration.ofMillis(Math.abs(delay)));
            } catch (CancelledError e) {
                trail.add("cancelled " + name);
                throw e;
            }
            if (delay < 0) {
                throw new ConnectException("refused by " + name);
            }
            trail.add("connected " + name);
            var link = new FedLink();
            links.add(link);
            return link;
        }

        @Override
        public Listener listen(SocketAddress address, ServeOptions options, Listener.Acceptor acceptor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<InetAddress> resolve(String host) throws IOException {
            var found = new ArrayList<InetAddress>();
            for (String a : addresses.keySet()) {
                found.add(InetAddress.getByName(a));
            }
            return found;
        }
    }

    private static Map<String, Integer> addresses(Object... namesAndDelays) {
        var map = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < namesAndDelays.length; i += 2) {
            map.put((String) namesAndDelays[i], (Integer) namesAndDelays[i + 1]);
        }
        return map;
    }

    private static final ConnectOptions PLAIN = ConnectOptions.defaults();
    private final Trail trail = new Trail();

    @Test
    void familiesTakeTurnsAQuarterOfASecondApartAndTheFirstToAnswerWins() {
        Loops.virtual(() -> {
            var host = new Host(
                    trail, addresses("2001:db8:0:0:0:0:0:1", 5000, "2001:db8:0:0:0:0:0:2", 5000, "192.0.2.1", 100));
            new Dialer(host, PLAIN).dial("host", 80);
            yieldNow();
            yieldNow();
        });
        trail.is("0 2001:db8:0:0:0:0:0:1", "250 192.0.2.1", "connected 192.0.2.1", "cancelled 2001:db8:0:0:0:0:0:1");
    }

    @Test
    void theNextAddressIsTriedAtOnceWhenOneFails() {
        Loops.virtual(() -> {
            var host = new Host(trail, addresses("192.0.2.1", -10, "192.0.2.2", 10));
            new Dialer(host, PLAIN).dial("host", 80);
        });
        trail.is("0 192.0.2.1", "10 192.0.2.2", "connected 192.0.2.2");
    }

    @Test // net-connect-1
    void whenAllFailTheFirstFailureCarriesTheOthers() {
        Loops.virtual(() -> {
            var host = new Host(trail, addresses("192.0.2.1", -10, "192.0.2.2", -10));
            assertThatThrownBy(() -> new Dialer(host, PLAIN).dial("host", 80))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("refused by 192.0.2.1")
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("refused by 192.0.2.2"));
        });
    }

    @Test
    void aCancelledConnectLeavesNoAttemptBehind() {
        Loops.virtual(() -> {
            var host = new Host(trail, addresses("192.0.2.1", 5000, "192.0.2.2", 5000));
            Task<Link> dial = createTask(() -> new Dialer(host, PLAIN).dial("host", 80));
            sleep(Duration.ofMillis(300));
            dial.cancel();
            assertThatThrownBy(dial::await).isInstanceOf(CancelledError.class);
            yieldNow();
            yieldNow();
            assertThat(allTasks()).hasSize(1);
        });
        trail.is("0 192.0.2.1", "250 192.0.2.2", "cancelled 192.0.2.1", "cancelled 192.0.2.2");
    }

    @Test
    void twoThatAnswerAtOnceLeaveOneOpen() {
        Loops.virtual(() -> {
            var host = new Host(trail, addresses("192.0.2.1", 350, "192.0.2.2", 100));
            Link won = new Dialer(host, PLAIN).dial("host", 80);
            yieldNow();
            yieldNow();
            assertThat(host.links)
                    .hasSize(2)
                    .allSatisfy(link -> assertThat(link.calls).isEqualTo(link == won ? List.of() : List.of("abort")));
        });
    }

    @Test
    void theConnectTimeoutNamesItself() {
        Loops.virtual(() -> {
            var host = new Host(trail, addresses("192.0.2.1", 5000));
            var options = PLAIN.withConnectTimeout(Duration.ofSeconds(1));
            assertThatThrownBy(() -> new Dialer(host, options).dial("host", 80))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("connectTimeout")
                    .hasMessageContaining("host");
        });
        trail.is("0 192.0.2.1", "cancelled 192.0.2.1");
    }

    @Test // net-connect-3
    void anUnknownHostIsSaidSo() {
        run(() -> {
            assertThatThrownBy(() -> Streams.openConnection("no-such-host.invalid", 80))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("no-such-host.invalid");
        });
    }

    @Test
    void aPortNobodyListensAtIsRefused() {
        run(() -> {
            var server = Streams.startServer((in, out) -> {}, "127.0.0.1", 0);
            server.close();
            yieldNow();
            assertThatThrownBy(() -> Streams.openConnection("127.0.0.1", server.port()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Connection refused")
                    .hasMessageContaining("127.0.0.1");
        });
    }

    @Test // net-connect-2, net-connect-12
    void aLiteralAddressIsConnectedToExactly() {
        run(() -> {
            for (String literal : List.of("127.0.0.1", "::1")) {
                try (var server = Streams.startServer((in, out) -> {}, literal, 0);
                        var c = Streams.openConnection(literal, server.port())) {
                    assertThat(c.writer().remoteAddress()).isEqualTo(new InetSocketAddress(literal, server.port()));
                }
            }
        });
    }

    @Test // net-connect-9
    void theLocalAddressIsBoundOrAnError() {
        run(() -> {
            try (var server = Streams.startServer((in, out) -> {}, "127.0.0.1", 0)) {
                var local = new InetSocketAddress("127.0.0.2", 0);
                try (var c = Streams.openConnection("127.0.0.1", server.port(), PLAIN.withLocalAddress(local))) {
                    assertThat(((InetSocketAddress) c.writer().localAddress()).getAddress())
                            .isEqualTo(local.getAddress());
                }
                var foreign = PLAIN.withLocalAddress(new InetSocketAddress("192.0.2.1", 0));
                assertThatThrownBy(() -> Streams.openConnection("127.0.0.1", server.port(), foreign))
                        .isInstanceOf(BindException.class);
            }
        });
    }

    @Test
    void aConnectThatIsCancelledOnTheSocketLeavesNothing() {
        run(() -> {
            try (var server = Streams.startServer((in, out) -> in.read(1), "127.0.0.1", 0)) {
                for (int turns = 0; turns < 6; turns++) {
                    Task<Connection> connect = createTask(() -> Streams.openConnection("127.0.0.1", server.port()));
                    for (int i = 0; i < turns; i++) {
                        yieldNow();
                    }
                    connect.cancel();
                    try {
                        connect.await().close();
                    } catch (CancelledError e) {
                        trail.add("cancelled");
                    }
                }
                while (server.connections() > 0) {
                    sleep(Duration.ofMillis(1));
                }
            }
        });
        assertThat(trail.events()).contains("cancelled");
    }

    @Test
    void badPortsAreRefused() {
        run(() -> {
            assertThatThrownBy(() -> Streams.openConnection("127.0.0.1", -1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Streams.openConnection("127.0.0.1", 65_536))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65536");
        });
    }
}
