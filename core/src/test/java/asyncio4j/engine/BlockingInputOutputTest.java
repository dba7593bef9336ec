package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Engine;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Blocking input and output of the JDK suspends the task alone: both ends are tasks of one loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class BlockingInputOutputTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final Trail trail = new Trail();

    @Test
    void socketReadAndAccept() throws IOException {
        try (var server = new ServerSocket(0, 1, HERE)) {
            run(() -> gather(
                    () -> {
                        try (var socket = server.accept()) {
                            while (trail.events().isEmpty()) {
                                yieldNow();
                            }
                            trail.add("writes");
                            socket.getOutputStream().write(7);
                        }
                    },
                    () -> {
                        try (var socket = new Socket(HERE, server.getLocalPort())) {
                            trail.add("reads");
                            int value = socket.getInputStream().read();
                            trail.add("read " + value);
                        }
                    }));
        }
        trail.is("reads", "writes", "read 7");
    }

    @Test
    void socketWriteThatFillsTheBuffers() throws IOException {
        int size = 8 << 20;
        try (var server = new ServerSocket(0, 1, HERE)) {
            run(() -> gather(
                    () -> {
                        try (var socket = server.accept()) {
                            socket.getOutputStream().write(new byte[size]);
                        }
                    },
                    () -> {
                        try (var socket = new Socket(HERE, server.getLocalPort())) {
                            trail.add(socket.getInputStream().readAllBytes().length);
                        }
                    }));
        }
        trail.is(size);
    }

    @Test
    void socketChannel() throws IOException {
        try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0))) {
            run(() -> gather(
                    () -> {
                        try (var channel = server.accept()) {
                            yieldNow();
                            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        }
                    },
                    () -> {
                        try (var channel = SocketChannel.open(server.getLocalAddress())) {
                            trail.add(channel.read(ByteBuffer.allocate(3)));
                        }
                    }));
        }
        trail.is(3);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void processWaitFor() throws IOException {
        var process = new ProcessBuilder("cat").start();
        run(() -> {
            var waiter = createTask(() -> {
                trail.add("waits");
                trail.add("status " + process.waitFor());
            });
            yieldNow();
            yieldNow();
            trail.add("ends its input");
            process.getOutputStream().close();
            waiter.await();
        });
        trail.is("waits", "ends its input", "status 0");
    }

    @Test
    void httpClient() throws IOException {
        var release = new CountDownLatch(1);
        var server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                release.await();
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {'h', 'i'});
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        server.start();
        var uri = URI.create(
                "http://" + HERE.getHostAddress() + ":" + server.getAddress().getPort() + "/");
        try {
            run(() -> {
                var call = createTask(() -> {
                    try (var client = HttpClient.newHttpClient()) {
                        var request = HttpRequest.newBuilder(uri).build();
                        trail.add("asks");
                        trail.add(client.send(request, BodyHandlers.ofString()).body());
                    }
                });
                while (trail.events().isEmpty()) {
                    yieldNow();
                }
                trail.add("other");
                release.countDown();
                call.await();
            });
        } finally {
            server.stop(0);
        }
        trail.is("asks", "other", "hi");
    }
}
