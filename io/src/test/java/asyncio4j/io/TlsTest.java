package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Awaitable;
import asyncio4j.Task;
import asyncio4j.io.kit.Pki;
import asyncio4j.io.kit.RawPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams over TLS: what works, what is verified, and how it ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class TlsTest {
    private static final String HERE = "localhost";

    @TempDir
    private static Path folder;

    private static Pki pki;
    private static TlsOptions server;
    private static TlsOptions client;

    private final List<Object> reports = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        pki = new Pki(folder);
        server = serverOf(pki.host(HERE));
        client = TlsOptions.client().withTrust(pki.authority());
    }

    private static TlsOptions serverOf(Pki.Identity identity) {
        return TlsOptions.server(identity.chain(), identity.key());
    }

    private static Server serve(ConnectionHandler handler, TlsOptions tls) throws IOException {
        return Streams.startServer(handler, HERE, 0, ServeOptions.defaults().withTls(tls));
    }

    private static Connection connect(Server to, TlsOptions tls) throws IOException {
        return Streams.openConnection(HERE, to.port(), ConnectOptions.defaults().withTls(tls));
    }

    private static void echo(StreamReader in, StreamWriter out) throws IOException {
        for (byte[] some = in.read(65_536); some.length > 0; some = in.read(65_536)) {
            out.write(some);
        }
    }

    private void keepReports() {
        getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
    }

    @Test // streams-7, tls-1, tls-2
    void bytesGoThroughAndTheSessionIsKnown() {
        run(() -> {
            keepReports();
            try (var s = serve(TlsTest::echo, server);
                    var c = connect(s, client)) {
                c.writer().write("hello\n");
                assertThat(c.reader().readLine()).isEqualTo("hello");
                assertThat(c.writer().tlsSession().getProtocol()).isEqualTo("TLSv1.3");
                Principal peer = c.writer().tlsSession().getPeerPrincipal();
                assertThat(peer.getName()).isEqualTo("CN=localhost");
                assertThat(c.writer().canWriteEof()).isFalse();
                assertThatThrownBy(() -> c.writer().writeEof()).isInstanceOf(UnsupportedOperationException.class);
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void keyStoresAndRsaKeysServeToo() {
        run(() -> {
            char[] password = "secret".toCharArray();
            var rsa = pki.rsaHost(HERE);
            var store = TlsOptions.server(rsa.bundle().toKeyStore(password), password);
            var trusting = TlsOptions.client().withTrust(pki.bundle().toKeyStore(password));
            for (TlsOptions tls : List.of(serverOf(rsa), store)) {
                try (var s = serve(TlsTest::echo, tls);
                        var c = connect(s, trusting)) {
                    c.writer().write("hello\n");
                    assertThat(c.reader().readLine()).isEqualTo("hello");
                }
            }
        });
    }

    @Test // tls-3
    void manyClientsAtOnceGetTheirMegabyteBack() {
        byte[] data = new byte[1 << 20];
        new Random(1).nextBytes(data);
        run(() -> {
            keepReports();
            ConnectionHandler back = (in, out) -> out.write(in.readExactly(data.length));
            try (var s = serve(back, server)) {
                List<Awaitable<Boolean>> clients = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    clients.add(() -> {
                        try (var c = connect(s, client)) {
                            c.writer().write(data);
                            return Arrays.equals(c.reader().readExactly(data.length), data);
                        }
                    });
                }
                assertThat(gather(clients)).hasSize(25).containsOnly(true);
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-4, tls-5
    void whatWasWrittenBeforeTheCloseArrivesAndTheEndIsClean() {
        run(() -> {
            ConnectionHandler talk = (in, out) -> {
                for (int i = 0; i < 3; i++) {
                    out.tryWrite(new byte[30_000]);
                }
                out.close();
            };
            try (var s = serve(talk, server);
                    var c = connect(s, client)) {
                assertThat(c.reader().read(-1)).hasSize(90_000);
                assertThat(c.reader().atEof()).isTrue();
            }
        });
    }

    @Test
    void alpnChoosesTheFirstThatBothSpeak() {
        run(() -> {
            ConnectionHandler tell = (in, out) -> out.write("" + out.applicationProtocol());
            try (var s = serve(tell, server.withAlpn("h2", "http/1.1"));
                    var one = connect(s, client.withAlpn("http/1.1", "h2"));
                    var other = connect(s, client.withAlpn("http/1.1"));
                    var none = connect(s, client)) {
                assertThat(new String(one.reader().read(-1), UTF_8)).isEqualTo("h2");
                assertThat(one.writer().applicationProtocol()).isEqualTo("h2");
                assertThat(other.writer().applicationProtocol()).isEqualTo("http/1.1");
                assertThat(none.writer().applicationProtocol()).isNull();
            }
        });
    }

    @Test
    void connectionsOfOneTlsOptionsShareTheirSessions() {
        run(() -> {
            try (var s = serve(TlsTest::echo, server)) {
                List<Long> made = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    try (var c = connect(s, client)) {
                        c.writer().write("x\n"); // the ticket of TLS 1.3 comes with the first bytes
                        c.reader().readLine();
                        made.add(c.writer().tlsSession().getCreationTime());
                    }
                }
                assertThat(made.get(1)).isEqualTo(made.get(0));
            }
        });
    }

    // ---- what is verified ----

    @Test
    void certificatesThatDoNotFitAreRefusedAndTheCheckIsNamed() {
        run(() -> {
            keepReports();
            refused(serverOf(pki.expired(HERE)), client, "expired");
            refused(serverOf(pki.selfSigned(HERE)), client, "not signed by a trusted authority");
            refused(serverOf(pki.host("other.example")), client, "localhost");
            refused(server, TlsOptions.client(), "not signed by a trusted authority");
        });
        assertThat(reports).isEmpty(); // a client that goes away is no failure of the server
    }

    private static void refused(TlsOptions with, TlsOptions by, String reason) throws IOException {
        try (var s = serve(TlsTest::echo, with)) {
            assertThatThrownBy(() -> connect(s, by))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test // net-connect-6
    void sniNamesTheHostThatIsAskedForAndVerified() {
        run(() -> {
            var named = serverOf(pki.host("other.example"));
            try (var s = serve(TlsTest::echo, named)) {
                try (var c = connect(s, client.withSni("other.example"))) {
                    c.writer().write("x\n");
                    assertThat(c.reader().readLine()).isEqualTo("x");
                }
                assertThatThrownBy(() -> connect(s, client.withSni("third.example")))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("third.example");
            }
        });
    }

    @Test
    void withoutVerificationEverythingIsAccepted() {
        run(() -> {
            try (var s = serve(TlsTest::echo, serverOf(pki.selfSigned("whoever")));
                    var c = connect(s, TlsOptions.client().withoutVerification())) {
                c.writer().write("x\n");
                assertThat(c.reader().readLine()).isEqualTo("x");
            }
        });
    }

    @Test
    void aServerThatNeedsACertificateRefusesClientsWithoutOne() {
        run(() -> {
            ConnectionHandler who =
                    (in, out) -> out.write(out.tlsSession().getPeerPrincipal().getName());
            var needs = server.withTrust(pki.authority()).withClientAuth(TlsOptions.ClientAuth.NEED);
            var me = pki.host("me");
            try (var s = serve(who, needs)) {
                try (var c = connect(s, client.withIdentity(me.chain(), me.key()))) {
                    assertThat(new String(c.reader().read(-1), UTF_8)).isEqualTo("CN=me");
                }
                assertThatThrownBy(() -> {
                            try (var c = connect(s, client)) {
                                c.reader().read(1); // TLS 1.3: the client learns it after its own handshake
                            }
                        })
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("certificate");
            }
        });
    }

    // ---- how it breaks ----

    @Test
    void anEndWithoutCloseNotifyIsAnError() {
        run(() -> {
            try (var listening = RawPeer.listen();
                    var s = serve((in, out) -> out.write(new byte[10_000]), server)) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var options = ConnectOptions.defaults().withTls(client);
                Task<Connection> connect =
                        createTask(() -> Streams.openConnection(HERE, listening.getLocalPort(), options));
                try (var front = accept.await();
                        var back = RawPeer.connect(s.port())) {
                    Task<Void> up = createTask(() -> front.copyTo(back, Long.MAX_VALUE));
                    Task<Void> down = createTask(() -> back.copyTo(front, 5000)); // cuts the stream
                    try (var c = connect.await()) {
                        assertThatThrownBy(() -> c.reader().read(-1))
                                .isInstanceOf(SSLException.class)
                                .hasMessageContaining("close_notify");
                    }
                    up.cancel();
                    down.cancel();
                }
            }
        });
    }

    @Test // tls-11
    void garbageInTheStreamIsAnError() {
        run(() -> {
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var options = ConnectOptions.defaults().withTls(client);
                Task<Connection> connect =
                        createTask(() -> Streams.openConnection(HERE, listening.getLocalPort(), options));
                try (var peer = accept.await()) {
                    peer.send("HTTP/1.1 400 this is no TLS\r\n\r\n");
                    assertThatThrownBy(connect::await).isInstanceOf(SSLException.class);
                }
            }
        });
    }

    @Test
    void aClientThatSendsGarbageIsDroppedSilently() {
        run(() -> {
            keepReports();
            try (var s = serve(TlsTest::echo, server);
                    var peer = RawPeer.connect(s.port())) {
                peer.send("GET / HTTP/1.1\r\n\r\n");
                peer.readAll();
                while (s.connections() > 0) {
                    yieldNow();
                }
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // tls-9, tls-13
    void aPeerThatGoesDuringTheHandshakeIsAReset() {
        run(() -> {
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var options = ConnectOptions.defaults().withTls(client);
                Task<Connection> connect =
                        createTask(() -> Streams.openConnection(HERE, listening.getLocalPort(), options));
                accept.await().close();
                assertThatThrownBy(connect::await).isInstanceOf(IOException.class);
            }
        });
    }

    @Test // tls-8
    void aHandshakeThatIsNeverAnsweredTimesOut() {
        run(() -> {
            keepReports();
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                var options = ConnectOptions.defaults().withTls(client).withHandshakeTimeout(Duration.ofMillis(200));
                assertThatThrownBy(() -> Streams.openConnection(HERE, listening.getLocalPort(), options))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("handshakeTimeout");
                accept.await().close();
            }
            var options = ServeOptions.defaults().withTls(server).withHandshakeTimeout(Duration.ofMillis(200));
            try (var s = Streams.startServer(TlsTest::echo, HERE, 0, options);
                    var peer = RawPeer.connect(s.port())) {
                assertThat(peer.readAll()).isZero(); // until the server gives it up
            }
        });
        assertThat(reports).isEmpty();
    }

    // ---- options ----

    @Test // tls-14, tls-15
    void badOptionsAreRefusedWhereTheyAreSet() {
        for (Duration d : List.of(Duration.ofSeconds(-10), Duration.ZERO)) {
            assertThatThrownBy(() -> ConnectOptions.defaults().withHandshakeTimeout(d))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("handshakeTimeout must be a positive duration");
        }
        assertThatThrownBy(() -> ConnectOptions.defaults().withTls(server))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServeOptions.defaults().withTls(client)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.withClientAuth(TlsOptions.ClientAuth.NEED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.withSni("x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysThatAreMissingOrNoKeysAreErrorsAtTheStart() {
        run(() -> {
            var id = pki.host(HERE);
            assertThatThrownBy(() -> serve(TlsTest::echo, TlsOptions.server(id.chain(), folder.resolve("none"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("none");
            Path garbage = Files.writeString(folder.resolve("garbage.pem"), "no key");
            assertThatThrownBy(() -> serve(TlsTest::echo, TlsOptions.server(id.chain(), garbage)))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("garbage.pem");
        });
        assertThat(server.toString()).doesNotContain("key");
    }
}
