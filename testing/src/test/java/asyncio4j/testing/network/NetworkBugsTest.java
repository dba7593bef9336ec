package asyncio4j.testing.network;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Outcome;
import asyncio4j.io.ConnectionHandler;
import asyncio4j.io.Server;
import asyncio4j.io.StreamReader;
import asyncio4j.io.Streams;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.Simulation;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Classic bugs of programs that talk over a network: each is found, and repeated; mended, each holds.
@SuppressWarnings("try") // servers are closed before they are waited for
class NetworkBugsTest {
    private static final int RUNS = 1000;

    private static void isFoundAndRepeated(Action body, String message) {
        ExploreReport report = Simulation.explore(ExploreOptions.defaults().withRuns(RUNS), body);
        assertThat(report.failure()).as("in %s runs", RUNS).hasMessageContaining(message);
        for (int i = 0; i < 100; i++) {
            assertThat(catchThrowable(() -> Simulation.replay(report.replay(), body)))
                    .hasMessageContaining(message);
        }
    }

    private static void holds(Action body) {
        Simulation.explore(ExploreOptions.defaults().withRuns(RUNS), body).throwIfFailed();
    }

    // ---- a line per read ----

    private interface ReadLine {
        String from(StreamReader in) throws IOException;
    }

    private static Action greeting(ReadLine read) {
        return () -> {
            SimulatedNetwork net = SimulatedNetwork.current();
            ConnectionHandler greet = (in, out) -> out.write("hello " + in.readLine() + "\n");
            Server server = net.host("server").run(() -> Streams.startServer(greet, "server", 7));
            net.host("client").run(() -> {
                try (var c = Streams.openConnection("server", 7)) {
                    c.writer().write("world\n");
                    assertThat(read.from(c.reader())).isEqualTo("hello world");
                }
            });
            server.close();
            server.waitClosed();
        };
    }

    @Test
    void aReadIsTakenForALine() {
        isFoundAndRepeated(greeting(in -> new String(in.read(1000), UTF_8).strip()), "hello world");
    }

    @Test
    void aLineIsReadUpToItsEnd() {
        holds(greeting(in -> in.readLine()));
    }

    // ---- a request that is sent again ----

    /// An account that is told to add 10; the client tries again when the connection breaks.
    private static Action deposit(boolean numbered) {
        return () -> {
            SimulatedNetwork net = SimulatedNetwork.current().resets(1);
            var balance = new int[1];
            Set<String> done = new HashSet<>();
            ConnectionHandler account = (in, out) -> {
                String request;
                try {
                    request = in.readLine();
                } catch (IOException e) {
                    return;
                }
                if (request != null && request.startsWith("add 10") && (!numbered || done.add(request))) {
                    balance[0] += 10;
                }
                try {
                    out.write("ok\n");
                } catch (IOException e) {
                    // the client asks again
                }
            };
            Server server = net.host("bank").run(() -> Streams.startServer(account, "bank", 7));
            net.host("client").run(() -> {
                while (!"ok".equals(askOnce(numbered ? "add 10 #1\n" : "add 10\n"))) {
                    sleep(millis(100));
                }
            });
            server.close();
            server.waitClosed();
            assertThat(balance[0]).as("balance").isEqualTo(10);
        };
    }

    private static String askOnce(String request) {
        try (var c = Streams.openConnection("bank", 7)) {
            c.writer().write(request);
            return c.reader().readLine();
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void aRequestWhoseAnswerIsLostIsDoneTwice() {
        isFoundAndRepeated(deposit(false), "balance");
    }

    @Test
    void aRequestWithANumberIsDoneOnce() {
        holds(deposit(true));
    }

    // ---- a handover during a partition ----

    /// "old" hands a lease over to "next", and a partition may come at any moment. Never may both hold it.
    ///
    /// @param givesUpFirst whether it stops to be the holder before it asks, not after the answer
    private static Action handover(boolean givesUpFirst) {
        return () -> {
            SimulatedNetwork net = SimulatedNetwork.current();
            Set<String> holders = new HashSet<>(Set.of("old"));
            ConnectionHandler take = (in, out) -> {
                if ("take".equals(in.readLine())) {
                    holders.add("next");
                    out.write("taken\n");
                }
            };
            Server server = net.host("next").run(() -> Streams.startServer(take, "next", 7));
            net.host("old");
            var old = createTask(
                    "old",
                    () -> net.host("old").run(() -> {
                        if (givesUpFirst) {
                            holders.remove("old");
                        }
                        try (var c = Streams.openConnection("next", 7)) {
                            c.writer().write("take\n");
                            if ("taken"
                                    .equals(Asyncio.<String>timeout(
                                            seconds(1), () -> c.reader().readLine()))) {
                                holders.remove("old");
                            }
                        } catch (AsyncTimeoutException e) {
                            // nobody there, it thinks, and goes on as the holder
                        }
                    }));
            var trouble = createTask("trouble", () -> {
                sleep(millis(30));
                net.partition("old", "next");
                sleep(seconds(5));
                assertThat(holders).as("holders").hasSizeLessThan(2);
                net.heal();
            });
            var ended = gatherSettled(old, trouble);
            server.close();
            server.waitClosed();
            ended.forEach(Outcome::get);
        };
    }

    @Test
    void whoHearsNothingAndGoesOnIsTheSecondHolder() {
        isFoundAndRepeated(handover(false), "holders");
    }

    @Test
    void whoGivesUpFirstIsNeverTheSecondHolder() {
        holds(handover(true));
    }
}
