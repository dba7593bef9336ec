package asyncio4j.internal.engine;

import asyncio4j.Engine;

/// One of the two ways to run stacks.
public abstract sealed class StackEngine permits SchedulerEngine, BatonEngine {
    StackEngine() {}

    /// Which one this is.
    public abstract Engine kind();

    /// A stack of `host`; begun by the first [#resume].
    public abstract Strand newStrand(Host host);

    /// The thread that will be the loop's carrier.
    ///
    /// @param main what it runs
    /// @param name of the thread
    public abstract Thread newCarrier(Host host, Runnable main, String name);

    /// Whether callbacks and polling get stacks of their own, and one stack may serve several tasks.
    public abstract boolean separateStacks();

    /// Makes `strand`'s thread, which belonged to a task, look new. On that stack.
    public abstract void reset(Strand strand, ClassLoader loader);

    /// Runs `strand` until it gives the loop back, ends, or blocks. On the carrier.
    public final void resume(Strand strand) {
        Host host = strand.host;
        host.current = strand;
        strand.foreign = false;
        try {
            strand.resume();
        } finally {
            host.current = null;
        }
        if (!strand.parked && !strand.ended) {
            strand.foreign = true;
        }
    }
}
