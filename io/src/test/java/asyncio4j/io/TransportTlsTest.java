package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.io.kit.Descriptors.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.Task;
import asyncio4j.io.kit.Pki;
import asyncio4j.io.kit.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Protocols over TLS. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class TransportTlsTest {
    private static final String HERE = "localhost";

    @TempDir
    private static Path folder;

    private static ServeOptions serving;
    private static ConnectOptions trusting;

    private final List<Object> reports = new ArrayList<>();
    private final List<Recorder> served = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        var pki = new Pki(folder);
        var id = pki.host(HERE);
        serving = ServeOptions.defaults().withTls(TlsOptions.server(id.chain(), id.key()));
        trusting = ConnectOptions.defaults().withTls(TlsOptions.client().withTrust(pki.authority()));
    }

    private Server serve() throws IOException {
        getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
        return Transports.createServer(
                () -> {
                    var made = new Recorder();
                    served.add(made);
                    return made;
                },
                HERE,
                0,
                serving);
    }

    private static Transport connect(Recorder protocol, int port) throws IOException {
        return Transports.createConnection(() -> protocol, HERE, port, trusting);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test // tls-1, tls-2
    void bytesGoThroughAndTheSessionIsKnownWhenTheConnectionIsMade() {
        run(() -> {
            try (var server = serve()) {
                var client = new Recorder()
                        .on(
                                "made",
                                t -> assertThat(t.tlsSession().getProtocol()).isEqualTo("TLSv1.3"));
                var t = connect(client, server.port());
                assertThat(t.tlsSession().getPeerPrincipal().getName()).isEqualTo("CN=localhost");
                assertThat(t.canWriteEof()).isFalse();
                assertThatThrownBy(t::writeEof).isInstanceOf(UnsupportedOperationException.class);
                t.write(bytes("abc"));
                until(() -> !served.isEmpty() && served.getFirst().bytes == 3);
                t.close();
                until(() -> client.lost && served.getFirst().lost);
                client.trail.is("made", "lost");
                served.getFirst().trail.is("made", "data abc", "eof", "lost");
                t.write(bytes("late")); // tls-16
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-3
    void manyClientsSendTheirMegabyteAtOnceAndGetTheirAnswer() {
        int size = 1 << 20;
        var all = new Recorder[25];
        run(() -> {
            try (var server = serve()) {
                List<Awaitable<Transport>> clients = new ArrayList<>();
                for (int i = 0; i < all.length; i++) {
                    var client = new Recorder().on("data", Transport::close);
                    all[i] = client;
                    clients.add(() -> {
                        var t = connect(client, server.port());
                        t.write(ByteBuffer.allocate(size));
                        return t;
                    });
                }
                Asyncio.gather(clients);
                until(() -> served.size() == all.length && served.stream().allMatch(p -> p.bytes == size));
                served.forEach(p -> p.transport.write(bytes("thanks")));
                until(() -> server.connections() == 0);
                assertThat(all).allSatisfy(p -> {
                    assertThat(p.trail.events()).contains("data thanks").endsWith("lost");
                    assertThat(p.lostWith).isNull();
                });
                assertThat(served).allSatisfy(p -> assertThat(p.lostWith).isNull());
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-4
    void whatIsBufferedWhenItIsClosedIsSentToASlowReader() {
        int size = 10_000_000;
        run(() -> {
            try (var server = serve()) {
                var client = new Recorder();
                var t = connect(client, server.port());
                until(() -> !served.isEmpty());
                var slow = served.getFirst();
                slow.transport.pauseReading();
                t.write(ByteBuffer.allocate(size));
                t.close();
                sleep(Asyncio.millis(50)); // until the kernel's buffers are full
                assertThat(client.lost).isFalse();
                slow.transport.resumeReading();
                until(() -> slow.lost && client.lost);
                assertThat(slow.bytes).isEqualTo(size);
                assertThat(slow.lostWith).isNull();
                assertThat(client.lostWith).isNull();
            }
        });
    }

    @Test
    void whatIsWrittenRightBeforeTheCloseArrivesWhole() {
        int size = 1 << 20;
        run(() -> {
            try (var server = serve()) {
                var client = new Recorder();
                var t = connect(client, server.port());
                t.write(ByteBuffer.allocate(size));
                t.close(); // while the server sends session tickets that nobody reads
                until(() -> client.lost && server.connections() == 0);
                assertThat(served.getFirst().bytes).isEqualTo(size);
                assertThat(served.getFirst().lostWith).isNull();

                try (var c = Streams.openConnection(HERE, server.port(), trusting)) {
                    c.writer().write(new byte[size]);
                }
                until(() -> server.connections() == 0);
                assertThat(served.getLast().bytes).isEqualTo(size);
                assertThat(served.getLast().lostWith).isNull();
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-12
    void aLossWhileMuchIsUnsentIsTold() {
        run(() -> {
            try (var server = serve()) {
                var client = new Recorder();
                var t = connect(client, server.port());
                until(() -> !served.isEmpty());
                served.getFirst().transport.pauseReading();
                t.write(ByteBuffer.allocate(10_000_000));
                until(() -> client.trail.events().contains("pause"));
                served.getFirst().transport.abort();
                until(() -> client.lost);
                assertThat(client.lostWith).isInstanceOf(IOException.class);
                served.getFirst().trail.is("made", "lost");
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-5
    void theEndClosesEvenIfTheProtocolWantsToGoOn() {
        run(() -> {
            try (var server = serve()) {
                var client = new Recorder().staysOpen();
                connect(client, server.port());
                until(() -> !served.isEmpty());
                served.getFirst().transport.close();
                until(() -> client.lost);
                client.trail.is("made", "eof", "lost");
            }
        });
    }

    @Test // tls-9, tls-13
    void aPeerThatEndsTheHandshakeIsAnErrorAndTheProtocolIsToldNothing() {
        run(() -> {
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var client = new Recorder();
                Task<Transport> connect = createTask(() -> connect(client, listening.getLocalPort()));
                var peer = accept.await();
                peer.read(20); // some of the hello
                peer.close();
                assertThatThrownBy(connect::await)
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("handshake");
                sleep(Asyncio.millis(20));
                client.trail.is();
            }
        });
    }

    @Test // tls-8
    void aCancelledHandshakeTearsTheConnectionDown() {
        run(() -> {
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var client = new Recorder();
                assertThatThrownBy(() ->
                                Asyncio.waitFor(() -> connect(client, listening.getLocalPort()), Asyncio.millis(200)))
                        .isInstanceOf(AsyncTimeoutException.class);
                try (var peer = accept.await()) {
                    assertThatThrownBy(
                                    () -> { // the hello, and then the end or a reset
                                        peer.readAll();
                                        throw new IOException("ended");
                                    })
                            .isInstanceOf(IOException.class);
                }
                client.trail.is();
            }
        });
    }

    @Test
    void aFailedHandshakeIsSilentOnTheServerAndMakesNoProtocol() {
        run(() -> {
            try (var server = serve();
                    var peer = RawPeer.connect(server.port())) {
                until(() -> server.connections() == 1);
                peer.send("this is no TLS at all, and long enough for a record\n");
                until(() -> server.connections() == 0);
                assertThat(served).isEmpty();
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void aHandshakeUnderWayEndsWithRunAndTellsNobody() {
        run(() -> {
            var server = serve();
            RawPeer.connect(server.port());
            until(() -> server.connections() == 1);
        });
        assertThat(served).isEmpty();
        assertThat(reports).isEmpty();
    }
}
