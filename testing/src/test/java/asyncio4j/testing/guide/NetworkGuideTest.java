package asyncio4j.testing.guide;

import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.waitFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.io.ConnectionHandler;
import asyncio4j.io.Server;
import asyncio4j.io.Streams;
import asyncio4j.spi.LoopConfig;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.Simulation;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The code of the guide "Testing concurrent code", section "Networks". */
@SuppressWarnings("try") // closing inside the block is what is shown
class NetworkGuideTest {
    static void greet() throws IOException {
        SimulatedNetwork net = SimulatedNetwork.current();
        ConnectionHandler greeter = (in, out) -> out.write("hello " + in.readLine() + "\n");
        Server server = net.host("server").run(() -> Streams.startServer(greeter, "server", 7));
        net.host("client").run(() -> {
            try (var c = Streams.openConnection("server", 7)) {
                c.writer().write("world\n");
                var answer = new String(c.reader().read(100), UTF_8); // a line?
                assertThat(answer).isEqualTo("hello world\n");
            }
        });
        server.close();
        server.waitClosed();
    }

    @Test
    void aReadIsNoLine() {
        ExploreReport report = Simulation.explore(ExploreOptions.defaults(), NetworkGuideTest::greet);
        assertThat(report.failure()).hasMessageContaining("hello world");
        assertThat(report.trace()).contains("1 byte from server at client");
    }

    @Test
    void trouble() {
        ConnectionHandler echo = (in, out) -> out.write(in.readLine() + "\n");
        Simulation.run(1, () -> {
            SimulatedNetwork net = SimulatedNetwork.current().latency(millis(20), millis(80));
            Server server = net.host("server").run(() -> Streams.startServer(echo, "server", 7));
            net.host("client").run(() -> {
                try (var c = Streams.openConnection("server", 7)) {
                    net.partition("client", "server");
                    c.writer().write("are you there?\n");
                    assertThatThrownBy(() -> waitFor(() -> c.reader().readLine(), seconds(5)))
                            .isInstanceOf(AsyncTimeoutException.class);
                    net.heal();
                    assertThat(c.reader().readLine()).isEqualTo("are you there?");
                }
            });
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void aLoopOfOnesOwn() {
        LoopConfig config = SimulatedNetwork.of(1).on(LoopConfig.defaults());
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(config::newLoop))) {
            runner.run(() -> {
                try (var server = Streams.startServer((in, out) -> {}, "localhost", 7)) {
                    Streams.openConnection("localhost", server.port()).close();
                }
            });
        }
    }
}
