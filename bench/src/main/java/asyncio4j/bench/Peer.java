package asyncio4j.bench;

import asyncio4j.Action;
import org.openjdk.jmh.annotations.CompilerControl;

/// Plain virtual threads, the peer: what is measured runs inside of one, as a task runs inside of its loop.
final class Peer {
    /// One carrier, as a loop has one.
    static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";

    /// ... and no more of them when one is pinned.
    static final String AT_MOST_ONE = "-Djdk.virtualThreadScheduler.maxPoolSize=1";

    private Peer() {}

    /// What is between an acquire and a release: nothing, but the compiler must not know.
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static void between() {}

    /// Runs `main` in a virtual thread and waits for it.
    static void run(Action main) throws InterruptedException {
        start(main).join();
    }

    /// Starts a virtual thread.
    static Thread start(Action body) {
        return Thread.startVirtualThread(() -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
