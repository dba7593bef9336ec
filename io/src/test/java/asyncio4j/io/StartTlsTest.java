package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.kit.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that begin in the clear and go over to TLS. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartTlsTest {
    private static final String HERE = "localhost";

    @TempDir
    private static Path folder;

    private static TlsOptions server;
    private static TlsOptions client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        var pki = new Pki(folder);
        var id = pki.host(HERE);
        server = TlsOptions.server(id.chain(), id.key());
        client = TlsOptions.client().withTrust(pki.authority());
    }

    private static void upgrading(StreamReader in, StreamWriter out) throws IOException {
        for (String line : in.lines()) {
            if (line.equals("STARTTLS")) {
                out.write("ready\n");
                out.startTls(server);
            } else {
                out.write(line + "\n");
            }
        }
    }

    private static String ask(Connection c, String line) throws IOException {
        c.writer().write(line + "\n");
        return c.reader().readLine();
    }

    @Test // streams-19, tls-6, tls-7
    void theSameReaderAndWriterGoOnSecured() {
        run(() -> {
            try (var s = Streams.startServer(StartTlsTest::upgrading, HERE, 0);
                    var c = Streams.openConnection(HERE, s.port())) {
                assertThat(ask(c, "clear")).isEqualTo("clear");
                assertThat(c.writer().tlsSession()).isNull();
                assertThat(ask(c, "STARTTLS")).isEqualTo("ready");
                c.writer().startTls(client);
                assertThat(c.writer().tlsSession()).isNotNull();
                assertThat(ask(c, "secret")).isEqualTo("secret");
                assertThatThrownBy(() -> c.writer().startTls(client)).isInstanceOf(IllegalStateException.class);
                assertThat(ask(c, "still")).isEqualTo("still");
            }
        });
    }

    @Test // streams-29
    void aHandshakeThatCameEarlyIsTaken() {
        run(() -> {
            var turn = getRunningLoop().<Void>createFuture();
            ConnectionHandler late = (in, out) -> {
                assertThat(in.readLine()).isEqualTo("STARTTLS");
                turn.await();
                out.startTls(server);
                out.write(in.readLine() + "\n");
            };
            try (var s = Streams.startServer(late, HERE, 0);
                    var c = Streams.openConnection(HERE, s.port())) {
                c.writer().write("STARTTLS\n");
                Task<Void> secure = createTask(() -> c.writer().startTls(client));
                Asyncio.sleep(Duration.ofMillis(100)); // the client's hello is in the server's reader by now
                turn.setResult(null);
                secure.await();
                assertThat(ask(c, "secret")).isEqualTo("secret");
            }
        });
    }

    @Test
    void clearTextThatCameBeforeTheHandshakeIsNeverReadAsSecret() {
        List<String> read = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        run(() -> {
            ConnectionHandler careful = (in, out) -> {
                read.add(in.readLine());
                try {
                    out.startTls(server);
                } catch (SSLException e) {
                    failures.add(e);
                    throw e;
                } finally {
                    assertThat(out.isClosing()).isTrue();
                }
            };
            getRunningLoop().setExceptionHandler((_, _) -> {});
            try (var s = Streams.startServer(careful, HERE, 0);
                    var c = Streams.openConnection(HERE, s.port())) {
                c.writer().write("STARTTLS\ninjected command\n");
                assertThatThrownBy(() -> c.reader().readExactly(100)).isInstanceOf(Exception.class);
            }
        });
        assertThat(read).containsExactly("STARTTLS");
        assertThat(failures).hasSize(1);
    }

    @Test // tls-8
    void aHandshakeThatIsCancelledAbortsTheConnection() {
        run(() -> {
            try (var s = Streams.startServer((in, out) -> in.read(-1), HERE, 0);
                    var c = Streams.openConnection(HERE, s.port())) {
                assertThatThrownBy(() -> Asyncio.waitFor(
                                Asyncio.action(() -> c.writer().startTls(client)), Duration.ofMillis(200)))
                        .isInstanceOf(AsyncTimeoutException.class);
                assertThat(c.writer().isClosing()).isTrue();
                c.writer().waitClosed();
                while (s.connections() > 0) {
                    yieldNow();
                }
            }
        });
    }

    @Test
    void cancelledWhileItStillWaitsForWhatWasWrittenItAbortsTheConnectionToo() {
        run(() -> {
            AsyncFuture<Void> never = getRunningLoop().createFuture();
            try (var s = Streams.startServer((in, out) -> never.await(), HERE, 0);
                    var c = Streams.openConnection(HERE, s.port())) {
                Task<Void> flood = createTask(() -> c.writer().write(new byte[20_000_000]));
                yieldNow();
                Task<Void> secure = createTask(() -> c.writer().startTls(client));
                yieldNow();
                assertThatThrownBy(() -> c.writer().startTls(client))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("about to be");
                secure.cancel();
                assertThatThrownBy(secure::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(flood::await).isInstanceOf(SSLException.class);
                c.writer().waitClosed();
                never.cancel();
            }
        });
    }
}
