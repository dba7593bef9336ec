package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.io.kit.OnNetwork.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.kit.OnNetwork;
import asyncio4j.io.kit.RawPeer;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams over real sockets, against each other and against a plain socket. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class SocketStreamTest {
    private static void echo(StreamReader in, StreamWriter out) throws IOException {
        for (byte[] some = in.read(65_536); some.length > 0; some = in.read(65_536)) {
            out.write(some);
        }
    }

    @Test // P88, streams-18
    void aHundredClientsGetTheirOwnLineBack() {
        run(() -> {
            try (var server = Streams.startServer(SocketStreamTest::echo, "localhost", 0)) {
                List<Awaitable<String>> clients = new ArrayList<>();
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    String line = "hello from " + i;
                    expected.add(line);
                    clients.add(() -> {
                        try (var c = Streams.openConnection("localhost", server.port())) {
                            c.writer().write(line + "\n");
                            return c.reader().readLine();
                        }
                    });
                }
                assertThat(gather(clients)).isEqualTo(expected);
            }
        });
    }

    @Test // streams-6
    void aPlainRequestIsAnsweredAndTheAnswerEnds() {
        run(() -> {
            ConnectionHandler web = (in, out) -> {
                assertThat(in.readLine()).isEqualTo("GET / HTTP/1.0");
                assertThat(in.readLine()).isEmpty();
                out.write("HTTP/1.0 200 OK\r\n\r\nTest message");
            };
            try (var server = Streams.startServer(web, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                c.writer().write("GET / HTTP/1.0\r\n\r\n");
                assertThat(c.reader().readLine()).isEqualTo("HTTP/1.0 200 OK");
                assertThat(new String(c.reader().read(-1), UTF_8)).endsWith("\r\n\r\nTest message".substring(2));
                assertThat(c.reader().atEof()).isTrue();
            }
        });
    }

    @Test
    void megabytesArriveWholeInBothDirectionsAtOnce() {
        run(() -> {
            byte[] data = new byte[5_000_000];
            new Random(7).nextBytes(data);
            try (var server = Streams.startServer(SocketStreamTest::echo, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                Task<Void> write = createTask(() -> {
                    c.writer().write(data, 0, 3_000_000);
                    c.writer().write(data, 3_000_000, 2_000_000);
                    c.writer().writeEof();
                });
                assertThat(c.reader().read(-1)).isEqualTo(data);
                write.await();
            }
        });
    }

    @Test
    void halfAConnectionGoesOnAfterWriteEof() {
        run(() -> {
            ConnectionHandler sum = (in, out) -> out.write("" + in.read(-1).length);
            try (var server = Streams.startServer(sum, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                c.writer().write("12345");
                c.writer().writeEof();
                assertThat(new String(c.reader().read(-1), UTF_8)).isEqualTo("5");
            }
        });
    }

    @Test
    @Tag("sockets")
    void aLargeAnswerFollowsTheEndOfTheRequest() {
        run(() -> {
            ConnectionHandler answer = (in, out) -> {
                int n = in.read(-1).length;
                for (int i = 0; i < 20; i++) { // each waits until the kernel has room again
                    out.write(new byte[n]);
                }
            };
            try (var server = Streams.startServer(answer, "127.0.0.1", 0);
                    var peer = RawPeer.connect(server.port())) {
                peer.send("x".repeat(500_000)); // more than the server's reader holds: it pauses
                peer.end();
                assertThat(peer.readAll()).isEqualTo(10_000_000);
            }
        });
    }

    @Test
    @Tag("sockets")
    void whatCameBeforeAResetIsReadFirst() {
        run(() -> {
            try (var listening = RawPeer.listen()) {
                Task<RawPeer> accept = createTask(() -> RawPeer.accept(listening));
                try (var c = Streams.openConnection("127.0.0.1", listening.getLocalPort())) {
                    RawPeer peer = accept.await();
                    peer.send("line\nhalf a li");
                    peer.reset();
                    assertThat(c.reader().readLine()).isEqualTo("line");
                    assertThatThrownBy(() -> c.reader().readLine())
                            .isInstanceOf(SocketException.class)
                            .hasMessageContaining("Connection reset");
                    assertThat(new String(c.reader().read(100), UTF_8)).isEqualTo("half a li");
                    c.writer().waitClosed();
                    assertThatThrownBy(() -> c.writer().write("x")).isInstanceOf(SocketException.class);
                }
            }
        });
    }

    @Test // streams-4
    void writingToAPeerThatHasGoneFailsAndNothingIsReported() {
        var reports = new ArrayList<Object>();
        run(() -> {
            getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
            try (var server = Streams.startServer((in, out) -> out.close(), "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                assertThatThrownBy(() -> {
                            while (true) {
                                c.writer().write(new byte[1000]);
                                c.writer().drain();
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageMatching("(?i).*(reset|broken pipe).*");
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test // streams-31
    void closingWithUnreadBytesIsNoError() {
        run(() -> {
            ConnectionHandler talk = (in, out) -> out.write("more than is ever read\n".repeat(1000));
            try (var server = Streams.startServer(talk, "127.0.0.1", 0)) {
                var c = Streams.openConnection("127.0.0.1", server.port());
                c.reader().readLine();
                c.writer().close();
                c.writer().waitClosed();
            }
        });
    }

    @Test
    @Tag("sockets")
    void closeSendsWhatIsUnsent() {
        run(() -> {
            ConnectionHandler talk = (in, out) -> {
                for (int i = 0; i < 3; i++) {
                    assertThat(out.tryWrite(new byte[20_000])).isTrue();
                }
            };
            try (var server = Streams.startServer(talk, "127.0.0.1", 0);
                    var peer = RawPeer.connect(server.port())) {
                assertThat(peer.readAll()).isEqualTo(60_000);
            }
        });
    }

    @Test
    @Tag("sockets")
    void aPeerThatNeverReadsMakesTheWriterWaitAndTheCloseTimeoutEndsIt() {
        run(() -> {
            var options = ServeOptions.defaults().withCloseTimeout(Duration.ofMillis(200));
            var written = new long[1];
            ConnectionHandler flood = (in, out) -> {
                while (true) {
                    out.write(new byte[50_000]);
                    written[0] += 50_000;
                }
            };
            getRunningLoop().setExceptionHandler((_, _) -> {}); // the handler's write fails
            try (var server = Streams.startServer(flood, "127.0.0.1", 0, options)) {
                try (var _ = RawPeer.connect(server.port()).with(StandardSocketOptions.SO_RCVBUF, 4096)) {
                    long before = -1;
                    while (before < written[0] || written[0] == 0) {
                        before = written[0];
                        sleep(Duration.ofMillis(100));
                    }
                    server.close();
                    server.closeClients();
                    server.waitClosed();
                    assertThat(server.connections()).isZero();
                }
            }
        });
    }

    @Test
    void aPeerThatNeverStopsCostsBoundedMemory() {
        run(() -> {
            ConnectionHandler lazy = (in, out) -> {
                in.read(1);
                sleep(Duration.ofSeconds(30));
            };
            try (var server = Streams.startServer(lazy, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                long sent = 0;
                for (int quiet = 0; quiet < 20; ) {
                    if (c.writer().tryWrite(new byte[65_536])) {
                        sent += 65_536;
                        quiet = 0;
                    } else {
                        quiet++;
                    }
                    sleep(Duration.ofMillis(10));
                }
                assertThat(sent).isLessThan(20_000_000L); // the kernel's buffers on both sides, and ours
                server.close();
                server.abortClients();
            }
        });
    }

    @Test
    void cancellingAReadLeavesTheConnectionUsable() {
        run(() -> {
            try (var server = Streams.startServer(SocketStreamTest::echo, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                Task<String> read = createTask(() -> c.reader().readLine());
                yieldNow();
                read.cancel();
                assertThatThrownBy(read::await).isInstanceOf(CancelledError.class);
                c.writer().write("still here\n");
                assertThat(c.reader().readLine()).isEqualTo("still here");
            }
        });
    }

    @Test
    @Tag("sockets") // and a real thread, which reads
    void aFileArrivesWhole(@TempDir Path folder) throws Exception {
        byte[] data = new byte[1_500_000];
        new Random(3).nextBytes(data);
        Path file = Files.write(folder.resolve("file"), data);
        run(() -> {
            ConnectionHandler serve = (in, out) -> out.sendFile(file);
            try (var server = Streams.startServer(serve, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                assertThat(c.reader().read(-1)).isEqualTo(data);
            }
        });
    }

    @Test
    void twoRunsOfOneRunnerShareTheirConnection() {
        try (var runner = OnNetwork.runner()) {
            var server = runner.<Server>run(() -> Streams.startServer(SocketStreamTest::echo, "127.0.0.1", 0));
            var c = runner.<Connection>run(() -> Streams.openConnection("127.0.0.1", server.port()));
            runner.run(() -> c.writer().write("hello\n"));
            assertThat(runner.<String>run(() -> c.reader().readLine())).isEqualTo("hello");
        }
    }

    @Test
    void addressesOfBothSidesAreKnown() {
        run(() -> {
            try (var server = Streams.startServer(SocketStreamTest::echo, "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port())) {
                assertThat(c.writer().remoteAddress())
                        .isEqualTo(server.addresses().getFirst());
                assertThat(c.writer().localAddress()).isNotNull();
                assertThat(c.writer().tlsSession()).isNull();
                assertThat(c.writer().applicationProtocol()).isNull();
            }
        });
    }

    @Test
    void readersAreToldThatTheIdleTimeoutHasPassed() {
        run(() -> {
            var options = ConnectOptions.defaults().withIdleTimeout(millis(50));
            try (var server = Streams.startServer((in, out) -> in.read(-1), "127.0.0.1", 0);
                    var c = Streams.openConnection("127.0.0.1", server.port(), options)) {
                assertThatThrownBy(() -> c.reader().read(-1))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("idleTimeout");
                c.writer().waitClosed();
                assertThatThrownBy(() -> c.reader().read(1)).isInstanceOf(SocketTimeoutException.class);
            }
        });
    }
}
