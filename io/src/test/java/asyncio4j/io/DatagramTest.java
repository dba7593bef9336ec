package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.AsyncDatagramSocket.Packet;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams over the machine's sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class DatagramTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 0);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Packet packet) {
        return new String(packet.data(), UTF_8);
    }

    private static int port(AsyncDatagramSocket socket) {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @Test // datagram-1
    void aQuestionIsAnsweredToWhereItCameFrom() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                client.send(bytes("xxx"));
                var question = server.receive();
                assertThat(text(question)).isEqualTo("xxx");
                assertThat(question.from()).isEqualTo(client.localAddress());
                server.send(bytes("resp:xxx"), question.from());
                var answer = client.receive();
                assertThat(text(answer)).isEqualTo("resp:xxx");
                assertThat(answer.from()).isEqualTo(server.localAddress());
            }
        });
    }

    @Test // datagram-1, with a socket of the JDK on the other side
    void socketsOfTheJdkUnderstandIt() {
        run(() -> {
            try (var socket = Datagrams.bind(HERE);
                    var peer = new DatagramSocket(HERE)) {
                socket.send(bytes("ping"), peer.getLocalSocketAddress());
                var packet = new DatagramPacket(new byte[100], 100);
                toThread(() -> peer.receive(packet));
                assertThat(packet.getLength()).isEqualTo(4);
                assertThat(packet.getSocketAddress()).isEqualTo(socket.localAddress());
                peer.send(new DatagramPacket(bytes("pong"), 4, packet.getSocketAddress()));
                assertThat(text(socket.receive())).isEqualTo("pong");
            }
        });
    }

    @Test // datagram-2
    void aNameThatDoesNotExistIsAnUnknownHost() {
        run(() -> {
            var nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 9);
            assertThatThrownBy(() -> Datagrams.bind(nowhere)).isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> Datagrams.connect(nowhere)).isInstanceOf(UnknownHostException.class);
            try (var socket = Datagrams.bind(HERE)) {
                assertThatThrownBy(() -> socket.send(bytes("x"), nowhere)).isInstanceOf(UnknownHostException.class);
            }
        });
    }

    @Test // datagram-2: and one that does is looked up, for the family of the socket
    void namesAreLookedUp() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.bind(HERE)) {
                client.send(bytes("by name"), InetSocketAddress.createUnresolved("localhost", port(server)));
                assertThat(text(server.receive())).isEqualTo("by name");
            }
        });
    }

    @Test // datagram-3: here, no address is any
    void bindToNullTakesAnyPortOfEveryInterface() {
        run(() -> {
            try (var server = Datagrams.bind(null);
                    var client = Datagrams.bind(HERE)) {
                assertThat(port(server)).isPositive();
                client.send(bytes("a"), new InetSocketAddress("127.0.0.1", port(server)));
                client.send(bytes("b"), server.localAddress()); // "every interface" is this machine
                var packet = server.receive();
                assertThat(text(packet)).isEqualTo("a");
                assertThat(packet.from()).isEqualTo(client.localAddress());
                assertThat(text(server.receive())).isEqualTo("b");
                server.send(bytes("back"), packet.from());
                assertThat(text(client.receive())).isEqualTo("back");
            }
        });
    }

    @Test // datagram-3
    void addressesOfAnotherKindAreRefused() {
        run(() -> {
            SocketAddress unix = UnixDomainSocketAddress.of("/x");
            assertThatIllegalArgumentException().isThrownBy(() -> Datagrams.bind(unix));
            assertThatIllegalArgumentException().isThrownBy(() -> Datagrams.connect(unix));
            assertThatThrownBy(() -> Datagrams.connect(null)).isInstanceOf(NullPointerException.class);
        });
    }

    @Test // datagram-5
    void aRefusalIsToldAtMostOnceAndTheSocketGoesOn() {
        run(() -> {
            try (var client = Datagrams.connect(freePort())) {
                client.send(bytes("nobody there"));
                assertThatThrownBy(client::receive).isInstanceOf(PortUnreachableException.class);
                try (var server = Datagrams.bind(remoteOf(client))) {
                    client.send(bytes("now?"));
                    server.send(bytes("yes"), server.receive().from());
                    assertThat(text(client.receive())).isEqualTo("yes");
                }
            }
        });
    }

    private SocketAddress lastFree = HERE;

    /** A port nobody receives at. */
    private SocketAddress freePort() throws IOException {
        try (var socket = new DatagramSocket(HERE)) {
            lastFree = socket.getLocalSocketAddress();
            return lastFree;
        }
    }

    private SocketAddress remoteOf(AsyncDatagramSocket client) {
        assertThat(client.toString()).contains(lastFree.toString());
        return lastFree;
    }

    @Test // datagram-7, datagram-5
    void anUnconnectedSocketSurvivesWhatItCannotSend() {
        run(() -> {
            try (var socket = Datagrams.bind(HERE);
                    var peer = Datagrams.bind(HERE)) {
                socket.send(bytes("nobody there"), freePort());
                assertThatThrownBy(() -> socket.send(bytes("x"), new InetSocketAddress("255.255.255.255", 9)))
                        .isInstanceOf(IOException.class); // broadcasting is not allowed
                assertThatThrownBy(() -> socket.send(bytes("x"), new InetSocketAddress("::1", 9)))
                        .isInstanceOf(IOException.class); // the other family
                assertThatThrownBy(() -> socket.send(new byte[0], new InetSocketAddress("::1", 9)))
                        .isInstanceOf(IOException.class);
                peer.send(bytes("still there?"), socket.localAddress());
                assertThat(text(socket.receive())).isEqualTo("still there?");
            }
        });
    }

    @Test // datagram-6
    void aConnectedSocketSendsToNobodyElse() {
        run(() -> {
            try (var a = Datagrams.bind(HERE);
                    var b = Datagrams.bind(HERE);
                    var client = Datagrams.connect(a.localAddress())) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> client.send(bytes("x"), b.localAddress()))
                        .withMessageContaining("connected to");
                client.send(bytes("its own"), a.localAddress());
                assertThat(text(a.receive())).isEqualTo("its own");
                assertThatIllegalStateException()
                        .isThrownBy(() -> a.send(bytes("x")))
                        .withMessageContaining("send(data, to)");
            }
        });
    }

    @Test // datagram-6
    void aConnectedSocketReceivesFromNobodyElse() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var stranger = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                stranger.send(bytes("strange"), client.localAddress());
                server.send(bytes("known"), client.localAddress());
                assertThat(text(client.receive())).isEqualTo("known");
            }
        });
    }

    @Test // datagram-9
    void aLiteralAddressIsBoundTo() {
        run(() -> {
            try (var socket = Datagrams.bind(new InetSocketAddress("127.0.0.3", 0))) {
                assertThat(((InetSocketAddress) socket.localAddress()).getAddress())
                        .isEqualTo(InetAddress.getByName("127.0.0.3"));
                assertThatThrownBy(() -> Datagrams.bind(socket.localAddress()))
                        .isInstanceOf(BindException.class)
                        .hasMessageStartingWith("cannot bind /127.0.0.3:" + port(socket));
            }
            assertThatThrownBy(() -> Datagrams.bind(new InetSocketAddress("192.0.2.1", 0)))
                    .isInstanceOf(BindException.class);
        });
    }

    @Test
    void ipv6IsSpoken() {
        run(() -> {
            try (var server = Datagrams.bind(new InetSocketAddress("::1", 0));
                    var client = Datagrams.connect(server.localAddress());
                    var any = Datagrams.bind(null)) {
                client.send(bytes("six"));
                assertThat(server.receive().from()).isEqualTo(client.localAddress());
                any.send(bytes("from any"), server.localAddress());
                assertThat(text(server.receive())).isEqualTo("from any");
            }
        });
    }

    @Test // datagram-13
    void emptyDatagramsAreSentAndReceived() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                client.send(new byte[0]);
                var empty = server.receive();
                assertThat(empty.data()).isEmpty();
                assertThat(empty.from()).isEqualTo(client.localAddress());
                server.send(new byte[0], client.localAddress());
                assertThat(client.receive().data()).isEmpty();
                client.send(bytes("full"));
                client.send(new byte[0]);
                client.send(bytes("full again"));
                assertThat(text(server.receive())).isEqualTo("full");
                assertThat(text(server.receive())).isEmpty();
                assertThat(text(server.receive())).isEqualTo("full again");
            }
        });
    }

    @Test // datagram-13
    void emptyDatagramsOfIpv6() {
        run(() -> {
            try (var server = Datagrams.bind(new InetSocketAddress("::1", 0));
                    var client = Datagrams.connect(server.localAddress())) {
                client.send(new byte[0]);
                assertThat(server.receive().data()).isEmpty();
                server.send(new byte[0], client.localAddress());
                assertThat(client.receive().data()).isEmpty();
            }
        });
    }

    @Test // datagram-15: a datagram stays one
    void datagramsAreNeitherCutNorJoined() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                var random = new Random(1);
                for (int size : new int[] {1, 2047, 2048, 2049, 9000, 65_506, 65_507}) {
                    var data = new byte[size];
                    random.nextBytes(data);
                    client.send(data);
                    assertThat(server.receive().data()).isEqualTo(data);
                    server.send(data, client.localAddress());
                    assertThat(client.receive().data()).isEqualTo(data);
                }
                assertThatThrownBy(() -> client.send(new byte[65_508]))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("65,507");
            }
        });
    }

    @Test
    void receiversGetOneEachInTheOrderTheyCame() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                var trail = new Trail();
                List<Task<Void>> receivers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int n = i;
                    receivers.add(createTask(() -> trail.add(n + " got " + text(server.receive()))));
                }
                yieldNow();
                for (String data : List.of("a", "b", "c")) {
                    client.send(bytes(data));
                }
                for (Task<Void> receiver : receivers) {
                    receiver.await();
                }
                trail.is("0 got a", "1 got b", "2 got c");
            }
        });
    }

    @Test
    void aCancelledReceiverTakesNothingAndGivesItsTurnToTheNext() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                Task<Packet> first = createTask(() -> server.receive());
                Task<Packet> second = createTask(() -> server.receive());
                yieldNow();
                client.send(bytes("one"));
                first.cancel();
                assertThat(text(second.await())).isEqualTo("one");
                assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
                client.send(bytes("two"));
                assertThat(text(server.receive())).isEqualTo("two");
            }
        });
    }

    @Test
    void callbacksAreRefused() {
        run(() -> {
            try (var socket = Datagrams.bind(HERE)) {
                var refusals = new ArrayList<Throwable>();
                getRunningLoop().callSoon(() -> {
                    for (Attempt attempt : List.<Attempt>of(
                            () -> Datagrams.bind(HERE), socket::receive, () -> socket.send(bytes("x"), HERE))) {
                        try {
                            attempt.run();
                        } catch (IllegalStateException | IOException e) {
                            refusals.add(e);
                        }
                    }
                });
                yieldNow();
                assertThat(refusals).hasSize(3).allMatch(e -> e.getMessage().contains("task"));
            }
            assertThatThrownBy(() -> toThread(() -> Datagrams.bind(HERE).localAddress()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
        });
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }
}
