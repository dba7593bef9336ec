package asyncio4j.testing;

import asyncio4j.Task;
import asyncio4j.io.ConnectOptions;
import asyncio4j.io.ServeOptions;
import asyncio4j.io.TlsOptions;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Listener;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What streams and servers see of a simulated network: it connects and listens as the host the caller is on.
/// Loop only.
final class SimulatedSockets implements Network {
    private static final Duration PATIENCE = Duration.ofSeconds(127); // as Linux: 6 retries

    private final SimulatedNetwork net;

    SimulatedSockets(SimulatedNetwork net) {
        this.net = net;
    }

    /// Tells a client how its wish to connect ended.
    interface Answer {
        /// @param refusal why not, null when the connection is there
        void tell(@Nullable String refusal);
    }

    static IOException noTls() {
        return new SSLException("a simulated network has no TLS: test without, or on the sockets of the machine");
    }

    private static InetSocketAddress plain(SocketAddress address, @Nullable TlsOptions tls) throws IOException {
        if (tls != null) {
            throw noTls();
        }
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new IOException("a simulated network has TCP only, and no " + address);
    }

    // ---- connecting ----

    @Override
    public Link connect(SocketAddress remote, ConnectOptions options) throws IOException {
        InetSocketAddress target = plain(remote, options.tls());
        SimulatedHost here = net.here();
        SimulatedHost there = net.at(target.getAddress(), here);
        if (there == null) {
            throw new NoRouteToHostException("cannot connect to " + remote + ": no host of the simulated network");
        }
        InetSocketAddress local = localAddress(here, target, options.localAddress());
        return new Attempt(here, there, local, target).link();
    }

    private InetSocketAddress localAddress(SimulatedHost here, InetSocketAddress target, @Nullable SocketAddress wanted)
            throws IOException {
        if (wanted == null) {
            InetAddress address = target.getAddress().isLoopbackAddress() ? target.getAddress() : here.address();
            return new InetSocketAddress(address, here.freePort());
        }
        InetSocketAddress local = own(here, plain(wanted, null), "cannot connect from ");
        return local.getPort() != 0 ? local : new InetSocketAddress(local.getAddress(), here.freePort());
    }

    private InetSocketAddress own(SimulatedHost here, InetSocketAddress address, String what) throws BindException {
        if (net.at(address.getAddress(), here) != here) {
            throw new BindException(what + address + ": not an address of host " + here);
        }
        return address;
    }

    /// One connect: a way there, an answer, a way back. Ends once: connected, failed or cancelled.
    private final class Attempt implements WaitTarget {
        private final SimulatedHost here;
        private final SimulatedHost there;
        private final InetSocketAddress local;
        private final InetSocketAddress target;
        private final Task<?> task = Waits.currentTask();
        private @Nullable SimulatedLink link; // as soon as a server is asked
        private boolean ended;
        private @Nullable IOException failure;

        Attempt(SimulatedHost here, SimulatedHost there, InetSocketAddress local, InetSocketAddress target) {
            this.here = here;
            this.there = there;
            this.local = local;
            this.target = target;
        }

        SimulatedLink link() throws IOException {
            travel(here, there, this::ask);
            try {
                while (!ended) {
                    Waits.park(this);
                }
            } catch (Throwable e) {
                ended = true;
                dropLink();
                throw e;
            }
            if (failure != null) {
                dropLink();
                throw failure;
            }
            return Objects.requireNonNull(link);
        }

        private void dropLink() {
            if (link != null) {
                link.abort();
            }
        }

        private void travel(SimulatedHost from, SimulatedHost to, Runnable then) {
            var late = new SocketTimeoutException(failure("Connection timed out"));
            new Parcel(net, from, to, then, PATIENCE, () -> end(late))
                    .sent(net.loop().time() + net.latency());
        }

        private void ask() {
            SimulatedListener listener = there.listener(target);
            if (ended) { // cancelled meanwhile
                return;
            } else if (listener == null) {
                refuse("Connection refused");
                return;
            }
            SimulatedLink near = SimulatedLink.pair(net, here, there, local, target);
            link = near;
            listener.asked(near.peer(), refusal -> {
                if (refusal == null) {
                    travel(there, here, () -> end(null));
                } else {
                    refuse(refusal);
                }
            });
        }

        private void refuse(String why) {
            travel(there, here, () -> end(new ConnectException(failure(why))));
        }

        private String failure(String why) {
            return "cannot connect to " + target + ": " + why;
        }

        private void end(@Nullable IOException why) {
            if (!ended) {
                ended = true;
                failure = why;
                Waits.unpark(task);
            }
        }

        @Override
        public String name() {
            return "connect " + target;
        }
    }

    // ---- listening ----

    @Override
    public Listener listen(SocketAddress address, ServeOptions options, Listener.Acceptor acceptor) throws IOException {
        SimulatedHost here = net.here();
        InetSocketAddress wanted = own(here, plain(address, options.tls()), "cannot listen on ");
        InetSocketAddress at =
                wanted.getPort() != 0 ? wanted : new InetSocketAddress(wanted.getAddress(), here.freePort());
        if (here.isTaken(at, options.reusePort())) {
            throw new BindException("cannot listen on " + at + ": Address already in use");
        }
        var listener = new SimulatedListener(net, here, at, options.reusePort(), options.backlog(), acceptor);
        here.add(listener);
        return listener;
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        SimulatedHost here = net.here();
        InetAddress known = net.find(host);
        if (known != null) {
            return List.of(known);
        }
        if (host.equals("localhost")) {
            return List.of(InetAddress.getLoopbackAddress());
        }
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(host + ": no host of the simulated network, which has " + net.names()
                    + "; SimulatedNetwork.host makes one");
        }
    }
}
