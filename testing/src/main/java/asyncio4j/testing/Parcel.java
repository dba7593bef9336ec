package asyncio4j.testing;

import asyncio4j.Handle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something under way from one host to another; a partition holds it back until that heals or patience ends.
/// Loop only.
///
/// States: under way, held, done (arrived, given up or called back).
final class Parcel {
    private final SimulatedNetwork net;
    private final SimulatedHost from;
    private final SimulatedHost to;
    private final Runnable arrived;
    private final Duration patience;
    private final Runnable givenUp;
    private @Nullable Handle timer;

    /// @param patience how long it may be held
    Parcel(
            SimulatedNetwork net,
            SimulatedHost from,
            SimulatedHost to,
            Runnable arrived,
            Duration patience,
            Runnable givenUp) {
        this.net = net;
        this.from = from;
        this.to = to;
        this.arrived = arrived;
        this.patience = patience;
        this.givenUp = givenUp;
    }

    SimulatedHost from() {
        return from;
    }

    SimulatedHost to() {
        return to;
    }

    /// Starts; arrives at `when`, in seconds of the loop.
    Parcel sent(double when) {
        timer = net.loop().callAt(when, this::arrive);
        return this;
    }

    private void arrive() {
        if (!net.isCut(from, to)) {
            arrived.run();
            return;
        }
        net.hold(this);
        timer = net.loop().callLater(patience, () -> {
            net.drop(this);
            givenUp.run();
        });
    }

    /// The partition is over.
    void again() {
        stopTimer();
        sent(net.loop().time() + net.latency());
    }

    /// It does not matter any more.
    void callBack() {
        net.drop(this);
        stopTimer();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
