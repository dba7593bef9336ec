package asyncio4j.io;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Network;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connects to a host that may have several addresses: families in turn, the next one a quarter of a second
/// later or as soon as one fails; the first that connects wins ("happy eyeballs", RFC 8305). Loop only.
final class Dialer {
    private static final Duration HEAD_START = Duration.ofMillis(250);

    private final Network network;
    private final ConnectOptions options;

    Dialer(Network network, ConnectOptions options) {
        this.network = network;
        this.options = options;
    }

    /// A link to `host`, an address or a name.
    Link dial(String host, int port) throws IOException {
        return limited("connect to " + host + " port " + port, () -> {
            List<SocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : inTurn(network.resolve(host))) {
                addresses.add(new InetSocketAddress(address, port));
            }
            return dialAny(addresses);
        });
    }

    /// A link to `address`.
    Link dial(SocketAddress address) throws IOException {
        return limited("connect to " + address, () -> network.connect(address, options));
    }

    private Link limited(String what, Dial dial) throws IOException {
        Duration limit = options.connectTimeout();
        if (limit == null) {
            return dial.dial();
        }
        try {
            Asyncio.mayThrow(IOException.class);
            return Asyncio.timeout(limit, dial::dial);
        } catch (AsyncTimeoutException e) {
            var timeout = new SocketTimeoutException(
                    "connectTimeout: could not " + what + " within " + limit.toMillis() + " ms");
            timeout.initCause(e);
            throw timeout;
        }
    }

    private interface Dial {
        Link dial() throws IOException;
    }

    /// The addresses with their families in turn, the first one's first.
    private static List<InetAddress> inTurn(List<InetAddress> addresses) {
        var first = new ArrayDeque<InetAddress>();
        var second = new ArrayDeque<InetAddress>();
        boolean six = addresses.getFirst() instanceof Inet6Address;
        for (InetAddress a : addresses) {
            (a instanceof Inet6Address == six ? first : second).add(a);
        }
        var mixed = new ArrayList<InetAddress>();
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                mixed.add(first.poll());
            }
            if (!second.isEmpty()) {
                mixed.add(second.poll());
            }
        }
        return mixed;
    }

    private Link dialAny(List<SocketAddress> addresses) throws IOException {
        return addresses.size() == 1 ? network.connect(addresses.getFirst(), options) : race(addresses);
    }

    private Link race(List<SocketAddress> addresses) throws IOException {
        List<AsyncFuture<Link>> running = new ArrayList<>();
        List<IOException> failures = new ArrayList<>();
        Link won = null;
        try {
            for (int next = 0; won == null && (next < addresses.size() || !running.isEmpty()); ) {
                boolean more = next < addresses.size();
                if (more) {
                    SocketAddress address = addresses.get(next++);
                    Task<Link> attempt =
                            Asyncio.createTask("connect " + address, () -> network.connect(address, options));
                    running.add(attempt);
                }
                more = next < addresses.size();
                Asyncio.wait(running, ReturnWhen.FIRST_COMPLETED, more ? HEAD_START : null);
                won = settle(running, failures);
            }
        } finally {
            drop(running);
        }
        if (won != null) {
            return won;
        }
        throw summary(failures);
    }

    /// Takes the attempts that have ended out; the first that connected is the one.
    private static @Nullable Link settle(List<AsyncFuture<Link>> running, List<IOException> failures) {
        for (AsyncFuture<Link> attempt : List.copyOf(running)) {
            if (!attempt.isDone()) {
                continue;
            }
            running.remove(attempt);
            Throwable failure = attempt.exception();
            if (failure == null) {
                return attempt.result();
            }
            failures.add(failure instanceof IOException io ? io : new IOException(failure));
        }
        return null;
    }

    /// Cancels attempts nobody needs; those that connected all the same are closed.
    private static void drop(List<AsyncFuture<Link>> running) {
        for (AsyncFuture<Link> attempt : running) {
            attempt.cancel();
            attempt.addDoneCallback(f -> {
                if (!f.isCancelled() && f.exception() == null) {
                    f.result().abort();
                }
            });
        }
    }

    private static IOException summary(List<IOException> failures) {
        IOException first = failures.getFirst();
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        return first;
    }
}
