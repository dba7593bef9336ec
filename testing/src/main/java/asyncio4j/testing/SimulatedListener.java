package asyncio4j.testing;

import asyncio4j.io.spi.Listener;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A port of a simulated host. Connections in the backlog wait until the acceptor takes them; those that find it
/// full wait to be answered. Loop only.
///
/// States: accepting, paused, closed.
final class SimulatedListener implements Listener {
    private final SimulatedNetwork net;
    private final SimulatedHost host;
    private final InetSocketAddress address;
    private final boolean shared;
    private final int backlog;
    private final Acceptor acceptor;
    private final ArrayDeque<Arrival> waiting = new ArrayDeque<>();
    private boolean accepting; // the first of them is on its way to the acceptor
    private boolean paused;
    private boolean closed;

    /// @param link this end
    /// @param answer tells the client: null when the connection is there, else why not
    private static final class Arrival {
        private final SimulatedLink link;
        private final SimulatedSockets.Answer answer;
        private boolean answered;

        Arrival(SimulatedLink link, SimulatedSockets.Answer answer) {
            this.link = link;
            this.answer = answer;
        }

        void answer(@Nullable String refusal) {
            if (!answered) {
                answered = true;
                answer.tell(refusal);
            }
        }
    }

    SimulatedListener(
            SimulatedNetwork net,
            SimulatedHost host,
            InetSocketAddress address,
            boolean shared,
            int backlog,
            Acceptor acceptor) {
        this.net = net;
        this.host = host;
        this.address = address;
        this.shared = shared;
        this.backlog = backlog;
        this.acceptor = acceptor;
    }

    boolean shared() {
        return shared;
    }

    boolean listensAt(InetSocketAddress wanted) {
        return address.getPort() == wanted.getPort()
                && (address.getAddress().isAnyLocalAddress()
                        || address.getAddress().equals(wanted.getAddress()));
    }

    boolean conflictsWith(InetSocketAddress wanted) {
        return listensAt(wanted)
                || address.getPort() == wanted.getPort() && wanted.getAddress().isAnyLocalAddress();
    }

    /// A client wants to connect.
    void asked(SimulatedLink link, SimulatedSockets.Answer answer) {
        var arrival = new Arrival(link, answer);
        waiting.add(arrival);
        if (waiting.size() <= backlog) {
            arrival.answer(null);
        }
        acceptNext();
    }

    private void acceptNext() {
        if (accepting || paused || closed || waiting.isEmpty()) {
            return;
        }
        accepting = true;
        net.loop().callAt(net.loop().time() + net.acceptDelay(), () -> {
            accepting = false;
            if (paused || closed) {
                return;
            }
            Arrival arrival = waiting.remove();
            arrival.answer(null);
            waiting.stream().limit(backlog).forEach(a -> a.answer(null));
            acceptor.accepted(arrival.link);
            acceptNext();
        });
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        acceptNext();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            host.remove(this);
            for (Arrival arrival : waiting) {
                if (arrival.answered) {
                    arrival.link.reset();
                } else {
                    arrival.answer("Connection refused");
                }
            }
            waiting.clear();
        }
    }
}
