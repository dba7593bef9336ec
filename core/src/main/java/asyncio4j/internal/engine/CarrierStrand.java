package asyncio4j.internal.engine;

import java.util.Objects;

/// The loop's own thread as a stack: where the baton engine runs callbacks and polls.
public final class CarrierStrand extends Strand {
    /// For the loop `host`.
    public CarrierStrand(Host host) {
        super(host);
    }

    @Override
    public void run() {
        throw new IllegalStateException("the loop's thread runs by itself");
    }

    @Override
    public Thread thread() {
        return Objects.requireNonNull(host.carrier);
    }

    @Override
    void resume() {
        throw new IllegalStateException("the loop's thread runs by itself");
    }

    @Override
    void suspend() {
        throw new IllegalStateException("cannot suspend in a callback: use a task");
    }
}
