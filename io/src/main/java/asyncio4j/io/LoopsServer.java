package asyncio4j.io;

import asyncio4j.Asyncio;
import asyncio4j.Context;
import asyncio4j.EventLoop;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Servers on several loops that look like one. Fields are of the loop that has started them.
///
/// States: starting, serving, closed (connections may go on).
final class LoopsServer implements Server {
    private final EventLoop here;
    private final List<ServingLoop> loops = new ArrayList<>();
    private final Forever forever = new Forever();
    private List<SocketAddress> addresses = List.of();
    private int port;
    private boolean closed;

    private LoopsServer(EventLoop here, int port) {
        this.here = here;
        this.port = port;
    }

    static LoopsServer start(
            EventLoop here, int count, ConnectionHandler handler, @Nullable String host, int port, ServeOptions options)
            throws IOException {
        var server = new LoopsServer(here, port);
        LoopParts.of(here, All.class, _ -> new All()).servers.add(server);
        try {
            for (int i = 1; i <= count; i++) {
                server.add("asyncio4j-serve-" + i, handler, host, options);
            }
        } catch (Throwable e) {
            server.end();
            throw e;
        }
        return server;
    }

    /// One loop more; the port that the first one got is that of all.
    private void add(String name, ConnectionHandler handler, @Nullable String host, ServeOptions options)
            throws IOException {
        int known = port;
        var loop = new ServingLoop(name, Context.copy(), () -> Streams.startServer(handler, host, known, options));
        loops.add(loop);
        Asyncio.mayThrow(IOException.class);
        Server one = Asyncio.await(loop.serving.copy());
        if (addresses.isEmpty()) {
            addresses = one.addresses();
            port = one.port();
        }
    }

    /// The servers of a loop, which end with it.
    private static final class All implements AutoCloseable {
        private final List<LoopsServer> servers = new ArrayList<>();

        @Override
        public void close() {
            servers.forEach(LoopsServer::end);
        }
    }

    /// Ends every loop, whatever it does.
    private void end() {
        closed = true;
        loops.forEach(ServingLoop::cancel);
        loops.forEach(loop -> loop.ended.join());
    }

    @Override
    public List<SocketAddress> addresses() {
        return closed ? List.of() : addresses;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void serveForever() {
        LoopParts.checkAccess(here);
        forever.serve(this);
    }

    @Override
    public boolean isServing() {
        return !closed;
    }

    @Override
    public int connections() {
        return loops.stream().mapToInt(ServingLoop::connections).sum();
    }

    @Override
    public void close() {
        LoopParts.checkAccess(here);
        if (!closed) {
            closed = true;
            loops.forEach(ServingLoop::stop);
            forever.wakeAll();
        }
    }

    @Override
    public void waitClosed() {
        LoopParts.checkAccess(here);
        var ends = loops.stream().map(loop -> loop.ended).toArray(CompletableFuture<?>[]::new);
        Asyncio.await(CompletableFuture.allOf(ends).copy()); // a cancelled wait cancels the copy
    }

    @Override
    public void closeClients() {
        LoopParts.checkAccess(here);
        loops.forEach(loop -> loop.call(Server::closeClients));
    }

    @Override
    public void abortClients() {
        LoopParts.checkAccess(here);
        loops.forEach(loop -> loop.call(Server::abortClients));
    }

    @Override
    public String toString() {
        return "Server[" + (closed ? "closed" : addresses()) + ", " + loops.size() + " loops]";
    }
}
