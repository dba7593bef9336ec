package asyncio4j.io;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.io.kit.Descriptors.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Asyncio;
import asyncio4j.io.kit.RawPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Protocols over real sockets, against each other and against a plain socket. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class TransportSocketTest extends RecordedServers {
    @Test
    void twoProtocolsTalk() {
        run(() -> {
            keepReports();
            try (var server = Transports.createServer(Echo::new, HERE, 0)) {
                var client = new Recorder().on("data", Transport::close);
                var t = connect(client, server.port());
                client.trail.is("made"); // when createConnection returns
                assertThat(client.transport).isSameAs(t);
                assertThat(t.remoteAddress()).isEqualTo(new InetSocketAddress(HERE, server.port()));
                assertThat(server.connections()).isEqualTo(1);
                t.write(bytes("hello"));
                until(() -> client.lost);
                client.trail.is("made", "data hello", "lost");
                server.close();
                server.waitClosed();
                assertThat(t.localAddress()).isInstanceOf(InetSocketAddress.class);
                assertThat(t.remoteAddress()).isEqualTo(new InetSocketAddress(HERE, server.port()));
                assertThat(t.tlsSession()).isNull();
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void theOtherSideMayAnswerAfterTheEndOfTheRequest() {
        run(() -> {
            var answering = new Recorder().staysOpen().on("eof", t -> {
                t.write(bytes("answer"));
                t.close();
            });
            try (var server = Transports.createServer(() -> answering, HERE, 0);
                    var peer = RawPeer.connect(server.port())) {
                peer.send("question");
                peer.end();
                assertThat(peer.read(100)).isEqualTo("answer");
            }
            until(() -> answering.lost);
            answering.trail.is("made", "data question", "eof", "lost");
        });
    }

    @Test
    void anEndOfTheInputClosesByDefault() {
        run(() -> {
            try (var server = recording();
                    var peer = RawPeer.connect(server.port())) {
                peer.end();
                assertThat(peer.readAll()).isZero(); // up to the end that the server makes
                until(() -> served.getFirst().lost);
                served.getFirst().trail.is("made", "eof", "lost");
            }
        });
    }

    @Test
    void aResetIsTheCauseOfTheLoss() {
        run(() -> {
            keepReports();
            try (var server = recording()) {
                var peer = RawPeer.connect(server.port());
                peer.send("x");
                until(() -> !served.isEmpty() && served.getFirst().bytes == 1);
                peer.reset();
                until(() -> served.getFirst().lost);
                assertThat(served.getFirst().lostWith)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("reset");
                until(() -> server.connections() == 0);
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void aFloodIsPausedResumedAndArrivesWhole() {
        run(() -> {
            int chunk = 100_000;
            int chunks = 100;
            int[] left = {chunks};
            boolean[] paused = {false};
            var flood = new Recorder();
            Runnable pour = () -> {
                while (left[0] > 0 && !paused[0]) {
                    left[0]--;
                    flood.transport.write(ByteBuffer.allocate(chunk));
                }
                if (left[0] == 0 && !paused[0]) {
                    flood.transport.close();
                }
            };
            flood.on("made", _ -> pour.run());
            flood.on("pause", _ -> paused[0] = true);
            flood.on("resume", _ -> {
                paused[0] = false;
                pour.run();
            });
            try (var server = Transports.createServer(() -> flood, HERE, 0);
                    var peer = RawPeer.connect(server.port())) {
                sleep(Asyncio.millis(50)); // until the kernel's buffers are full
                assertThat(flood.transport.writeBufferSize()).isBetween(1, 65_536 + chunk);
                assertThat(left[0]).isPositive();
                assertThat(peer.readAll()).isEqualTo((long) chunk * chunks);
                until(() -> flood.lost);
                assertThat(flood.trail.events()).startsWith("made", "pause", "resume", "pause");
                assertThat(flood.lostWith).isNull();
            }
        });
    }

    @Test
    void aPausedReaderHoldsTheOtherSideBack() {
        run(() -> {
            try (var server = recording()) {
                var client = new Recorder();
                var t = connect(client, server.port());
                until(() -> !served.isEmpty());
                var slow = served.getFirst();
                slow.transport.pauseReading();
                t.write(ByteBuffer.allocate(20_000_000));
                until(() -> client.trail.events().contains("pause"));
                sleep(Asyncio.millis(50)); // until both kernel buffers are full
                assertThat(slow.bytes).isZero();
                assertThat(t.writeBufferSize()).isPositive();
                slow.transport.resumeReading();
                until(() -> slow.bytes == 20_000_000);
                assertThat(client.trail.events()).endsWith("resume");
                assertThat(t.writeBufferSize()).isZero();
                t.close();
            }
        });
    }

    @Test // net-connect-1, net-connect-3
    void aConnectionThatCannotBeMadeTellsTheProtocolNothing() {
        run(() -> {
            int port;
            try (var free = RawPeer.listen()) {
                port = free.getLocalPort();
            }
            var never = new Recorder();
            assertThatThrownBy(() -> connect(never, port)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> Transports.createConnection(() -> never, "no.such.host.invalid", 1))
                    .isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> connect(never, 65_536)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Transports.createServer(this::recorder, HERE, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            never.trail.is();
        });
    }

    @Test // net-connect-2
    void literalAddressesOfBothFamiliesAreConnectedTo() {
        run(() -> {
            try (var server = Transports.createServer(Echo::new, null, 0)) {
                for (String host : List.of("127.0.0.1", "::1")) {
                    var t = Transports.createConnection(Recorder::new, host, server.port());
                    assertThat(t.remoteAddress()).isEqualTo(new InetSocketAddress(host, server.port()));
                    t.close();
                }
            }
        });
    }

    @Test
    void openingNeedsATask() {
        run(() -> {
            List<Throwable> refusals = new ArrayList<>();
            getRunningLoop().callSoon(() -> {
                try {
                    connect(new Recorder(), 1);
                } catch (IOException | IllegalStateException e) {
                    refusals.add(e);
                }
            });
            yieldNow();
            assertThat(refusals).hasSize(1);
            assertThat(refusals.getFirst())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
        });
        assertThatThrownBy(() -> connect(new Recorder(), 1)).hasMessageContaining("no running event loop");
    }

    @Test
    void aSupplierThatFailsCostsItsConnectionOnly() {
        run(() -> {
            keepReports();
            var failure = new IllegalStateException("no protocol today");
            boolean[] fails = {true};
            try (var server = Transports.createServer(
                    () -> {
                        if (fails[0]) {
                            throw failure;
                        }
                        return new Echo();
                    },
                    HERE,
                    0)) {
                var first = new Recorder();
                connect(first, server.port());
                until(() -> first.lost);
                fails[0] = false;
                var second = new Recorder();
                connect(second, server.port()).write(bytes("hi"));
                until(() -> second.bytes == 2);
                assertThatThrownBy(() -> Transports.createConnection(
                                () -> {
                                    throw failure;
                                },
                                HERE,
                                server.port()))
                        .isSameAs(failure);
                until(() -> server.connections() == 1);
            }
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst().exception()).isSameAs(failure);
        });
    }

    @Test
    void aProtocolThatThrowsCostsItsConnectionOnly() {
        run(() -> {
            keepReports();
            var failure = new IllegalStateException("cannot read this");
            try (var server = Transports.createServer(
                    () -> recorder().on("data", _ -> {
                        throw failure;
                    }),
                    HERE,
                    0)) {
                var client = new Recorder();
                var t = connect(client, server.port());
                t.write(bytes("x"));
                until(() -> client.lost);
                until(() -> server.connections() == 0);
                assertThat(served.getFirst().lostWith).isSameAs(failure);
                connect(new Recorder(), server.port()).close();
            }
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst().exception()).isSameAs(failure);
        });
    }
}
