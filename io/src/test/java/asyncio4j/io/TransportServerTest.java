package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.io.kit.Descriptors.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.io.kit.RawPeer;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Servers of protocols, and what the end of run does to them, over real sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class TransportServerTest extends RecordedServers {
    @Test // server-1
    void abortClientsDoesNotFlush() {
        run(() -> {
            try (var server = recording();
                    var _ = RawPeer.connect(server.port())) {
                until(() -> !served.isEmpty());
                served.getFirst().transport.write(ByteBuffer.allocate(20_000_000));
                sleep(Asyncio.millis(50)); // until the kernel's buffers are full
                server.close();
                server.abortClients();
                Task<Void> end = createTask(() -> server.waitClosed());
                until(end::isDone);
                served.getFirst().trail.is("made", "pause", "lost");
            }
        });
    }

    @Test // server-2
    void waitClosedWaitsUntilTheLastProtocolHasBeenToldTheEnd() {
        run(() -> {
            var trail = new Trail();
            var server = Transports.createServer(() -> new Recorder(trail), HERE, 0);
            var client = connect(new Recorder(), server.port());
            until(() -> trail.events().contains("made"));
            Task<Void> early = createTask(() -> {
                server.waitClosed();
                trail.add("waited");
            });
            yieldNow();
            server.close();
            yieldNow();
            client.close();
            early.await();
            server.waitClosed();
            trail.is("made", "eof", "lost", "waited");
        });
    }

    @Test
    void closeClientsClosesEachAfterItsLastBytes() {
        run(() -> {
            try (var server = recording();
                    var peer = RawPeer.connect(server.port())) {
                until(() -> !served.isEmpty());
                served.getFirst().transport.write(bytes("bye"));
                server.closeClients();
                assertThat(peer.read(100)).isEqualTo("bye");
                until(() -> served.getFirst().lost);
            }
        });
    }

    @Test
    void connectionsAboveTheBoundWaitUntilOneHasGone() {
        run(() -> {
            var options = ServeOptions.defaults().withMaxConnections(1);
            try (var server = Transports.createServer(this::recorder, HERE, 0, options)) {
                var first = connect(new Recorder(), server.port());
                until(() -> served.size() == 1);
                var second = connect(new Recorder(), server.port()); // in the backlog
                sleep(Asyncio.millis(50));
                assertThat(served).hasSize(1);
                first.close();
                until(() -> served.size() == 2);
                assertThat(server.connections()).isEqualTo(1);
                second.close();
            }
        });
    }

    // ---- the end of run ----

    @Test
    void theEndOfRunSendsClosesAndTellsEveryProtocol() {
        var client = new Recorder();
        run(() -> {
            keepReports();
            var server = recording();
            var t = connect(client, server.port());
            until(() -> !served.isEmpty());
            t.write(bytes("last"));
        });
        assertThat(reports).isEmpty();
        assertThat(client.trail.events()).startsWith("made").endsWith("lost");
        assertThat(served.getFirst().trail.events()).startsWith("made").endsWith("lost");
        assertThat(client.trail.events().stream().filter("lost"::equals)).hasSize(1);
    }

    @Test
    void theEndOfRunClosesServersOfBothKinds(@TempDir Path folder) {
        Path socket = folder.resolve("s");
        List<Server> left = new ArrayList<>();
        run(() -> {
            left.add(recording());
            left.add(Streams.startServer((_, _) -> {}, HERE, 0));
            left.add(Streams.startUnixServer((_, _) -> {}, socket));
        });
        assertThat(left).noneMatch(Server::isServing);
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatWasWrittenBeforeTheEndOfRunArrives() throws Exception {
        try (var listening = RawPeer.listen()) {
            var there = new Thread[1];
            var read = new byte[1][];
            there[0] = Thread.ofPlatform().start(() -> {
                try (var s = listening.accept()) {
                    read[0] = s.getInputStream().readAllBytes();
                } catch (IOException e) {
                    read[0] = e.toString().getBytes(UTF_8);
                }
            });
            run(() -> connect(new Recorder(), listening.getLocalPort()).write(bytes("last words")));
            there[0].join();
            assertThat(new String(read[0], UTF_8)).isEqualTo("last words");
        }
    }

    @Test
    void aLoopThatIsClosedWithoutItsEndTellsTheProtocolsToo() throws Exception {
        var client = new Recorder();
        EventLoop loop = Asyncio.newEventLoop();
        loop.runUntilComplete(() -> {
            var server = recording();
            connect(client, server.port());
            until(() -> !served.isEmpty());
        });
        loop.close();
        client.trail.is("made", "lost");
        served.getFirst().trail.is("made", "lost");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void manyConnectionsLeaveNoDescriptorBehind() {
        run(() -> {
            try (var server = Transports.createServer(Echo::new, HERE, 0)) {
                connect(new Recorder(), server.port()).abort();
                until(() -> server.connections() == 0);
                long before = Descriptors.count();
                for (int i = 0; i < 300; i++) {
                    var client = new Recorder();
                    var t = connect(client, server.port());
                    switch (i % 4) {
                        case 0 -> t.close();
                        case 1 -> t.abort();
                        case 2 -> t.writeEof();
                        default -> {
                            t.write(bytes("x"));
                            t.close();
                        }
                    }
                }
                until(() -> server.connections() == 0 && Descriptors.count() <= before);
            }
        });
    }
}
