package asyncio4j.io;

import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Listener;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Listeners, and the connections that came in there.
///
/// States: opening, serving, closed (its connections may go on). Loop only.
final class ServerImpl implements Server, Listener.Acceptor {
    private static final int PORT_TRIES = 10;

    private final EventLoop loop;
    private final Service service;
    private final ServeOptions options;
    private final LoopEnd end = LoopEnd.here();
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Client> clients = new LinkedHashSet<>();
    private final Waiters ended = new Waiters("Server.waitClosed");
    private final Forever forever = new Forever();
    private @Nullable SocketFile socketFile;
    private int port = -1;
    private boolean paused;
    private boolean closed;

    ServerImpl(EventLoop loop, Service service, ServeOptions options) {
        this.loop = loop;
        this.service = service;
        this.options = options;
    }

    // ---- opening ----

    /// Listens at every address of `host`, at one port.
    void listen(Network network, @Nullable String host, int wanted) throws IOException {
        checkTls();
        List<InetAddress> addresses = host == null ? List.of() : network.resolve(host);
        for (int tries = 1; ; tries++) {
            try {
                if (host == null) {
                    add(network, new InetSocketAddress(wanted));
                }
                for (InetAddress address : addresses) {
                    add(network, new InetSocketAddress(address, wanted == 0 && port > 0 ? port : wanted));
                }
                end.add(this);
                return;
            } catch (BindException e) {
                closeListeners();
                // else: the port that the first address got is taken at another one
                if (wanted != 0 || addresses.size() < 2 || tries == PORT_TRIES) {
                    throw e;
                }
                port = -1;
            } catch (Throwable e) {
                closeListeners();
                throw e;
            }
        }
    }

    /// Listens at a unix socket.
    void listen(Network network, Path path) throws IOException {
        checkTls();
        SocketFile.clear(network, path);
        add(network, UnixDomainSocketAddress.of(path));
        socketFile = SocketFile.at(path);
        end.add(this);
    }

    /// Says at once what is wrong with certificates and keys.
    private void checkTls() throws IOException {
        TlsOptions tls = options.tls();
        if (tls != null) {
            tls.newEngine(null, -1);
        }
    }

    private void add(Network network, SocketAddress address) throws IOException {
        Listener listener = network.listen(address, options, this);
        listeners.add(listener);
        if (port < 0 && listener.address() instanceof InetSocketAddress inet) {
            port = inet.getPort();
        }
    }

    // ---- connections ----

    @Override
    public void accepted(Link link) {
        if (closed) {
            link.abort();
            return;
        }
        Client client;
        try {
            client = service.open(link, this::gone);
        } catch (IOException e) {
            link.abort();
            failed(e);
            return;
        }
        clients.add(client);
        if (options.maxConnections() > 0 && clients.size() >= options.maxConnections() && !paused) {
            paused = true;
            listeners.forEach(Listener::pause);
        }
    }

    private void gone(Client client) {
        clients.remove(client);
        if (paused && !closed && clients.size() < options.maxConnections()) {
            paused = false;
            listeners.forEach(Listener::resume);
        }
        wakeWhenEnded();
    }

    @Override
    public void failed(Throwable failure) {
        String text = "accepting connections failed; trying again every second: " + failure.getMessage();
        loop.callSoon(() -> loop.callExceptionHandler(new ErrorContext(text, failure, null, null)));
    }

    // ---- for users ----

    @Override
    public List<SocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void serveForever() {
        LoopParts.checkAccess(loop);
        forever.serve(this);
    }

    @Override
    public boolean isServing() {
        return !closed;
    }

    @Override
    public int connections() {
        return clients.size();
    }

    @Override
    public void close() {
        LoopParts.checkAccess(loop);
        if (!closed) {
            closed = true;
            end.remove(this);
            closeListeners();
            if (socketFile != null) {
                socketFile.remove();
            }
            forever.wakeAll();
            wakeWhenEnded();
        }
    }

    private void closeListeners() {
        listeners.forEach(Listener::close);
        listeners.clear();
    }

    private void wakeWhenEnded() {
        if (closed && clients.isEmpty()) {
            ended.wakeAll();
        }
    }

    @Override
    public void waitClosed() {
        LoopParts.checkAccess(loop);
        Waits.currentTask();
        while (!closed || !clients.isEmpty()) {
            ended.await();
        }
    }

    @Override
    public void closeClients() {
        LoopParts.checkAccess(loop);
        List.copyOf(clients).forEach(Client::startClose);
    }

    @Override
    public void abortClients() {
        LoopParts.checkAccess(loop);
        List.copyOf(clients).forEach(Client::abort);
    }

    @Override
    public String toString() {
        return "Server[" + (closed ? "closed" : addresses()) + ", " + clients.size() + " connections]";
    }
}
