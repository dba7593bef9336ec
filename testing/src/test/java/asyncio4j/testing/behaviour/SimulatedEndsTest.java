package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.testing.behaviour.Between.ECHO;
import static asyncio4j.testing.behaviour.Between.connected;
import static asyncio4j.testing.behaviour.Between.now;
import static asyncio4j.testing.behaviour.Between.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.Outcome;
import asyncio4j.Task;
import asyncio4j.io.Connection;
import asyncio4j.io.ConnectionHandler;
import asyncio4j.io.ServeOptions;
import asyncio4j.io.Server;
import asyncio4j.io.StreamReader;
import asyncio4j.io.Streams;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.Fault;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.Simulation;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How connections on a simulated network end: closes, resets, partitions, cancels.
@SuppressWarnings("try") // servers are closed before they are waited for
class SimulatedEndsTest {
    // ---- ends ----

    @Test
    void halfAConnectionGoesOn() {
        connected((in, out) -> out.write("got " + in.read(-1).length), (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                c.writer().write("12345");
                c.writer().writeEof();
                assertThat(text(c.reader().read(-1))).isEqualTo("got 5");
            }
        });
    }

    @Test
    void whatArrivedBeforeAResetIsReadFirst() {
        ConnectionHandler talk = (in, out) -> {
            out.write("line\nhalf a li");
            assertThatThrownBy(() -> in.read(1)).hasMessage("Connection reset");
        };
        connected(talk, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                sleep(seconds(1));
                net.reset("client", "server");
                assertThat(c.reader().readLine()).isEqualTo("line");
                assertThatThrownBy(() -> c.reader().readLine())
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
                assertThat(text(c.reader().read(100))).isEqualTo("half a li");
                assertThatThrownBy(() -> c.writer().write("x")).hasMessage("Connection reset");
            }
        });
    }

    @Test
    void writingToAnEndThatIsClosedIsAnsweredWithAReset() {
        connected((in, out) -> {}, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                assertThat(c.reader().read(1)).isEmpty();
                c.writer().write("x");
                sleep(millis(9));
                c.writer().write("x"); // it does not know yet
                sleep(millis(2));
                assertThatThrownBy(() -> c.writer().write("x")).hasMessage("Connection reset");
            }
        });
    }

    @Test
    void whatWasSentBeforeACloseArrivesThoughTheOtherEndGoesOnSending() {
        connected((in, out) -> out.write(new byte[60_000]), (net, server) -> {
            net.bandwidth(10_000);
            try (var c = Streams.openConnection("server", 7)) {
                Task<Void> talk = createTask(() -> {
                    for (int i = 0; i < 3; i++) {
                        c.writer().write("on and on");
                        sleep(millis(1));
                    }
                });
                assertThat(c.reader().readExactly(60_000)).hasSize(60_000);
                talk.await();
            }
        });
    }

    @Test
    void aCloseThatStillSendsIsNotCutShortByWhatComesIn() {
        var options = ServeOptions.defaults().withHighWater(300_000);
        Simulation.run(1, () -> {
            SimulatedNetwork.current().latency(millis(5), millis(5)).partialReads(false);
            var server = Streams.startServer((in, out) -> out.write(new byte[200_000]), "main", 7, options);
            try (var c = Streams.openConnection("main", 7)) {
                c.writer().write("comes while the other end closes");
                assertThat(c.reader().readExactly(200_000)).hasSize(200_000);
            }
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void resetBreaksBothEnds() {
        var failures = new ArrayList<String>();
        ConnectionHandler reads = (in, out) -> failures.add("server " + failure(in));
        connected(reads, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                Task<Void> read = createTask(() -> {
                    failures.add("client " + failure(c.reader()));
                });
                sleep(millis(50));
                net.reset("server", "client");
                read.await();
                assertThat(now()).isEqualTo(60);
            }
        });
        assertThat(failures).containsExactlyInAnyOrder("server Connection reset", "client Connection reset");
    }

    private static String failure(StreamReader in) {
        try {
            return "read " + in.read(1).length;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void resetsByChanceComeOnlyWhenAllowedAndNotMoreOften() {
        for (int most : List.of(0, 1)) {
            var broken = new int[1];
            for (int seed = 0; seed < 60; seed++) {
                var here = new int[1];
                Simulation.run(seed, () -> {
                    SimulatedNetwork.current().resets(most);
                    var server = Streams.startServer((in, out) -> out.write("hello"), "main", 7);
                    for (int i = 0; i < 3; i++) {
                        try (var c = Streams.openConnection("main", 7)) {
                            if (!failure(c.reader()).equals("read 1")) {
                                here[0]++;
                            }
                        }
                    }
                    server.close();
                    server.waitClosed();
                });
                assertThat(here[0]).isLessThanOrEqualTo(most);
                broken[0] += here[0];
            }
            assertThat(broken[0] > 0).isEqualTo(most > 0);
        }
    }

    // ---- partitions ----

    @Test
    void bytesWaitForThePartitionToHeal() {
        connected(ECHO, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                net.partition("client", "server");
                c.writer().write("x");
                assertThatThrownBy(() -> waitFor(() -> c.reader().read(1), seconds(5)))
                        .isInstanceOf(AsyncTimeoutException.class);
                net.heal("server", "client");
                assertThat(text(c.reader().read(1))).isEqualTo("x");
                assertThat(now()).isEqualTo(10 + 5000 + 10);
            }
        });
    }

    @Test
    void othersReachEachOtherMeanwhile() {
        connected(ECHO, (net, server) -> {
            net.host("other");
            net.isolate("client");
            net.host("other").run(() -> {
                try (var c = Streams.openConnection("server", 7)) {
                    c.writer().write("x");
                    assertThat(text(c.reader().read(1))).isEqualTo("x");
                }
            });
            assertThatThrownBy(() -> waitFor(() -> Streams.openConnection("server", 7), seconds(1)))
                    .isInstanceOf(AsyncTimeoutException.class);
            net.heal();
            Streams.openConnection("server", 7).close();
        });
    }

    @Test
    void connectingThroughAPartitionTimesOutAsTcpDoes() {
        connected(ECHO, (net, server) -> {
            net.partition("client", "server");
            assertThatThrownBy(() -> Streams.openConnection("server", 7))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("timed out");
            assertThat(now()).isEqualTo(127_005);
        });
    }

    @Test
    void aWriterLearnsOfAPartitionAfterAQuarterOfAnHour() {
        connected(ECHO, (net, server) -> {
            try (var c = Streams.openConnection("server", 7)) {
                net.partition("client", "server");
                c.writer().write("x");
                assertThatThrownBy(() -> c.reader().read(1)).hasMessage("Connection timed out");
                assertThat(now()).isEqualTo(10 + 5 + 924_000);
                net.heal();
            }
            server.abortClients(); // it was never told
        });
    }

    @Test
    void whoOnlyReadsWaitsForEver() {
        assertThatThrownBy(() -> connected((in, out) -> in.read(1), (net, server) -> {
                    var c = Streams.openConnection("server", 7);
                    c.reader().read(1);
                }))
                .isInstanceOf(DeadlockException.class);
    }

    @Test
    void aConnectThatIsCancelledLeavesNothing() {
        for (int at : List.of(1, 6, 11)) {
            connected(ECHO, (net, server) -> {
                Task<Connection> connect = createTask(() -> Streams.openConnection("server", 7));
                sleep(millis(at));
                if (connect.cancel()) {
                    assertThatThrownBy(connect::await).isInstanceOf(CancelledError.class);
                } else {
                    connect.result().close();
                }
            }); // waits for the server's last connection
        }
    }

    @Test
    void aCancelInTheTurnOfTheAnswerLeavesNothing() {
        for (int port : List.of(7, 8)) {
            connected(ECHO, (net, server) -> {
                Task<Connection> connect = createTask(() -> Streams.openConnection("server", port));
                sleep(millis(5));
                getRunningLoop().callLater(millis(5), connect::cancel); // behind the answer, before the task goes on
                assertThatThrownBy(connect::await).isInstanceOf(CancelledError.class);
            });
        }
    }

    @Test
    void whoeverIsCancelledWhereverNoConnectionIsLeft() {
        var options = ExploreOptions.defaults()
                .withFault(new Fault.CancelEverywhere("client"))
                .withFault(new Fault.SpuriousDelays())
                .withFault(new Fault.EarlyTimeouts())
                .withJitter(true);
        var cancelled = new int[1];
        var report = Simulation.explore(options, () -> {
            SimulatedNetwork net = SimulatedNetwork.current().resets(1);
            Server server = Streams.startServer(
                    (in, out) -> {
                        try {
                            out.write(in.readLine() + "\n");
                        } catch (IOException e) {
                            // a reset
                        }
                    },
                    "main",
                    7);
            Task<Void> client = createTask("client", () -> {
                try (var c = Streams.openConnection("main", 7)) {
                    c.writer().write("hello\n");
                    assertThat(c.reader().readLine()).isIn("hello", null);
                } catch (IOException e) {
                    // a reset
                }
            });
            cancelled[0] += gatherSettled(client).getFirst() instanceof Outcome.Success ? 0 : 1;
            server.close();
            server.waitClosed();
            assertThat(server.connections()).isZero();
        });
        report.throwIfFailed();
        assertThat(cancelled[0]).isPositive();
    }
}
