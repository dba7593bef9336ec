package asyncio4j.internal.loop;

/// A piece of the runtime's own work in the ready queue.
///
/// It runs on the carrier: it takes no lock, calls no user code, logs nothing and does not throw.
@FunctionalInterface
public interface LoopJob {
    /// Does it.
    void run();
}
