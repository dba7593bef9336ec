package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.io.ConnectionHandler;
import asyncio4j.io.Server;
import asyncio4j.io.Streams;
import asyncio4j.testing.SimulatedNetwork;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.VirtualClock;

/// A client and a server on a simulated network.
final class Between {
    private Between() {}

    static final ConnectionHandler ECHO = (in, out) -> {
        for (byte[] some = in.read(1000); some.length > 0; some = in.read(1000)) {
            out.write(some);
        }
    };

    interface Body {
        void run(SimulatedNetwork net, Server server) throws Exception;
    }

    /// Runs `body` on host client, 5 ms away from a server at server:7; the seed chooses nothing.
    static void connected(ConnectionHandler handler, Body body) {
        Simulation.run(1, () -> {
            SimulatedNetwork net =
                    SimulatedNetwork.current().latency(millis(5), millis(5)).partialReads(false);
            Server server = net.host("server").run(() -> Streams.startServer(handler, "server", 7));
            net.host("client").run(() -> body.run(net, server));
            server.close();
            server.waitClosed();
        });
    }

    static long now() {
        return VirtualClock.current().now().toMillis();
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
