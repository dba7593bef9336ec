package asyncio4j.io;

import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import asyncio4j.io.kit.Pki;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets: the same streams, and the file that names the server. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class UnixTest {
    private static final ConnectionHandler ECHO = (in, out) -> {
        for (String line : in.lines()) {
            out.write(line + "\n");
        }
    };

    @TempDir
    private Path folder;

    private Path socket() {
        return folder.resolve("socket");
    }

    private static String ask(Connection c, String line) throws IOException {
        c.writer().write(line + "\n");
        return c.reader().readLine();
    }

    @Test // unix-1, unix-2, streams-23, net-connect-8
    void aServerIsReachedByItsFileAndRemovesIt() {
        run(() -> {
            var server = Streams.startUnixServer(ECHO, socket());
            assertThat(server.port()).isEqualTo(-1);
            assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(socket()));
            assertThat(server.isServing()).isTrue();
            assertThat(folder.toFile().list()).containsExactly("socket");
            try (var c = Streams.openUnixConnection(socket())) {
                assertThat(c.writer().remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(socket()));
                assertThat(ask(c, "hello")).isEqualTo("hello");
            }
            server.close();
            server.waitClosed();
            assertThat(server.isServing()).isFalse();
            assertThat(socket()).doesNotExist();
        });
    }

    @Test
    void megabytesArriveWhole() {
        run(() -> {
            byte[] data = new byte[3_000_000];
            new Random(5).nextBytes(data);
            ConnectionHandler back = (in, out) -> out.write(in.readExactly(data.length));
            try (var server = Streams.startUnixServer(back, socket());
                    var c = Streams.openUnixConnection(socket())) {
                c.writer().write(data);
                assertThat(c.reader().read(-1)).isEqualTo(data);
            }
        });
    }

    @Test
    void halfAConnectionGoesOnAfterWriteEof() {
        run(() -> {
            ConnectionHandler answer = (in, out) -> {
                int n = in.read(-1).length;
                if (n > 0) {
                    out.write(new byte[10 * n]);
                }
            };
            try (var server = Streams.startUnixServer(answer, socket());
                    var c = Streams.openUnixConnection(socket())) {
                assumeTrue(c.writer().canWriteEof(), "a transport without half-open unix sockets");
                c.writer().write(new byte[300_000]);
                c.writer().writeEof();
                assertThat(c.reader().read(-1)).hasSize(3_000_000);
            }
        });
    }

    @Test // unix-3
    void aFileThatIsGoneAlreadyIsNoError() {
        run(() -> {
            var server = Streams.startUnixServer(ECHO, socket());
            Files.delete(socket());
            server.close();
        });
    }

    @Test
    void theFileOfAnotherServerIsLeftAlone() {
        run(() -> {
            var old = Streams.startUnixServer(ECHO, socket());
            Files.delete(socket());
            try (var young = Streams.startUnixServer(ECHO, socket())) {
                old.close();
                try (var c = Streams.openUnixConnection(socket())) {
                    assertThat(ask(c, "young")).isEqualTo("young");
                }
            }
        });
    }

    @Test // unix-5
    void theSocketThatADeadServerLeftIsReplaced() throws Exception {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket()));
        }
        assertThat(socket()).exists();
        run(() -> {
            try (var server = Streams.startUnixServer(ECHO, socket());
                    var c = Streams.openUnixConnection(socket())) {
                assertThat(ask(c, "hello")).isEqualTo("hello");
            }
        });
    }

    @Test // unix-9
    void aLivingServersSocketAndAnotherFileAreErrors() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "precious");
        run(() -> {
            try (var server = Streams.startUnixServer(ECHO, socket())) {
                assertThatThrownBy(() -> Streams.startUnixServer(ECHO, socket()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another server");
                while (server.connections() > 0) { // the one that looked whether it lives
                    yieldNow();
                }
                try (var c = Streams.openUnixConnection(socket())) {
                    assertThat(ask(c, "still there")).isEqualTo("still there");
                }
            }
            assertThatThrownBy(() -> Streams.startUnixServer(ECHO, file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no socket");
            assertThatThrownBy(() -> Streams.startUnixServer(ECHO, folder.resolve("none/socket")))
                    .isInstanceOf(IOException.class);
        });
        assertThat(file).hasContent("precious");
    }

    @Test
    void theFileGoesWithTheEndOfRun() {
        run(() -> Streams.startUnixServer(ECHO, socket()));
        assertThat(socket()).doesNotExist();
    }

    @Test
    void aLivingServerThatIsTooBusyToAcceptKeepsItsFile() throws Exception {
        var address = UnixDomainSocketAddress.of(socket());
        List<SocketChannel> waiting = new ArrayList<>();
        try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1)) {
            fillBacklog(address, waiting);
            run(() -> assertThatThrownBy(() -> Streams.startUnixServer(ECHO, socket()))
                    .isInstanceOf(BindException.class));
            assertThat(socket()).exists();
        } finally {
            for (SocketChannel c : waiting) {
                c.close();
            }
        }
    }

    private static void fillBacklog(UnixDomainSocketAddress address, List<SocketChannel> waiting) throws IOException {
        try {
            while (true) {
                var c = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(c);
                c.configureBlocking(false);
                c.connect(address);
            }
        } catch (SocketException full) {
            assertThat(waiting).hasSizeLessThan(10);
        }
    }

    @Test
    void aPathThatIsTooLongForASocketIsAnError() {
        Path tooLong = folder.resolve("x".repeat(150));
        run(() ->
                assertThatThrownBy(() -> Streams.startUnixServer(ECHO, tooLong)).isInstanceOf(BindException.class));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSocketNobodyListensAtIsRefused() {
        run(() -> assertThatThrownBy(() -> Streams.openUnixConnection(socket())).isInstanceOf(ConnectException.class));
    }

    @Test // unix-7, tls-18, tls-19, streams-30
    void tlsNeedsAHostToVerify() throws Exception {
        var pki = new Pki(folder);
        var id = pki.host("localhost");
        var serving = ServeOptions.defaults().withTls(TlsOptions.server(id.chain(), id.key()));
        var client = TlsOptions.client().withTrust(pki.authority());
        run(() -> {
            try (var server = Streams.startUnixServer(ECHO, socket(), serving)) {
                var nameless = ConnectOptions.defaults().withTls(client);
                assertThatThrownBy(() -> Streams.openUnixConnection(socket(), nameless))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("withSni");
                for (TlsOptions tls : new TlsOptions[] {client.withSni("localhost"), client.withoutVerification()}) {
                    var options = ConnectOptions.defaults().withTls(tls);
                    try (var c = Streams.openUnixConnection(socket(), options)) {
                        assertThat(ask(c, "secret")).isEqualTo("secret");
                        assertThat(c.writer().tlsSession()).isNotNull();
                    }
                }
            }
        });
    }
}
