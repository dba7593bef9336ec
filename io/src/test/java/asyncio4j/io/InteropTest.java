package asyncio4j.io;

import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.io.kit.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against programs that nobody here wrote: curl, openssl, CPython's asyncio. */
@Tag("outside")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InteropTest {
    private static final String HERE = "localhost";

    @TempDir
    private Path folder;

    private Pki pki;
    private Pki.Identity identity;

    @BeforeEach
    void makeCertificates() throws Exception {
        pki = new Pki(folder);
        identity = pki.host(HERE);
    }

    private ServeOptions secured() {
        return ServeOptions.defaults().withTls(TlsOptions.server(identity.chain(), identity.key()));
    }

    private static void hello(StreamReader in, StreamWriter out) throws IOException {
        while (!in.readLine().isEmpty()) {} // the request and its headers
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    }

    /** What the command printed; its input is {@code input}. */
    private static String output(String input, String... command) {
        return toThread(() -> {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return text;
        });
    }

    @Test
    void curlFetchesInTheClearOverTlsAndOverAUnixSocket() {
        run(() -> {
            try (var clear = Streams.startServer(InteropTest::hello, HERE, 0);
                    var tls = Streams.startServer(InteropTest::hello, HERE, 0, secured());
                    var unix = Streams.startUnixServer(InteropTest::hello, folder.resolve("socket"))) {
                assertThat(output("", "curl", "-s", "http://localhost:" + clear.port()))
                        .isEqualTo("hello");
                String authority = pki.authority().toString();
                assertThat(output("", "curl", "-s", "--cacert", authority, "https://localhost:" + tls.port()))
                        .isEqualTo("hello");
                String socket = unix.addresses().getFirst().toString();
                assertThat(output("", "curl", "-s", "--unix-socket", socket, "http://localhost/"))
                        .isEqualTo("hello");
            }
        });
    }

    @Test
    void opensslSpeaksEveryVersionWithOurServer() {
        run(() -> {
            ConnectionHandler echo = (in, out) -> {
                for (String line : in.lines()) {
                    out.write("you said " + line + "\n");
                    return;
                }
            };
            try (var server = Streams.startServer(echo, HERE, 0, secured())) {
                for (String version : List.of("-tls1_2", "-tls1_3")) {
                    String said = output(
                            "hello\n",
                            "openssl",
                            "s_client",
                            version,
                            "-quiet",
                            "-verify_return_error",
                            "-CAfile",
                            pki.authority().toString(),
                            "-connect",
                            "localhost:" + server.port());
                    assertThat(said).isEqualTo("you said hello\n");
                }
            }
        });
    }

    @Test
    void weSpeakWithOpensslsServer() {
        run(() -> {
            Process server = new ProcessBuilder(
                            "openssl",
                            "s_server",
                            "-accept",
                            "localhost:0",
                            "-cert",
                            identity.chain().toString(),
                            "-key",
                            identity.key().toString(),
                            "-rev")
                    .redirectErrorStream(true)
                    .start();
            try (var lines = server.inputReader()) {
                int port = toThread(() -> {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (line.startsWith("ACCEPT")) {
                            return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
                        }
                    }
                    throw new AssertionError("openssl s_server does not start");
                });
                var options =
                        ConnectOptions.defaults().withTls(TlsOptions.client().withTrust(pki.authority()));
                try (var c = Streams.openConnection(HERE, port, options)) {
                    c.writer().write("hello\n");
                    assertThat(c.reader().readLine()).isEqualTo("olleh");
                }
            } finally {
                server.destroyForcibly();
            }
        });
    }

    @Test
    void pythonsAsyncioIsAClientAndAServer() {
        String client = """
                import asyncio, sys
                async def main():
                    r, w = await asyncio.open_connection('localhost', int(sys.argv[1]))
                    w.write(b'x' * 1000000 + b'\\n')
                    w.write_eof()
                    print(len(await r.read()))
                asyncio.run(main())
                """;
        String server = """
                import asyncio
                async def echo(r, w):
                    w.write(await r.read())
                    w.close()
                async def main():
                    s = await asyncio.start_server(echo, 'localhost', 0)
                    print(s.sockets[0].getsockname()[1], flush=True)
                    await s.serve_forever()
                asyncio.run(main())
                """;
        run(() -> {
            ConnectionHandler back = (in, out) -> out.write(in.read(-1));
            try (var ours = Streams.startServer(back, HERE, 0)) {
                assertThat(output("", "python3", "-c", client, "" + ours.port()))
                        .isEqualTo("1000001\n");
            }
            Process theirs = new ProcessBuilder("python3", "-c", server).start();
            try (var lines = theirs.inputReader()) {
                int port = Integer.parseInt(toThread(lines::readLine));
                try (var c = Streams.openConnection(HERE, port)) {
                    c.writer().write(new byte[1_000_000]);
                    c.writer().writeEof();
                    assertThat(c.reader().read(-1)).hasSize(1_000_000);
                }
            } finally {
                theirs.destroyForcibly();
            }
        });
    }
}
