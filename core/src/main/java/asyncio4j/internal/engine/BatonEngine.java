package asyncio4j.internal.engine;

import asyncio4j.Engine;

/// Stacks are ordinary virtual threads, and so is the loop; who holds the baton runs.
final class BatonEngine extends StackEngine {
    @Override
    public Engine kind() {
        return Engine.BATON;
    }

    @Override
    public Strand newStrand(Host host) {
        return new BatonStrand(host);
    }

    @Override
    public Thread newCarrier(Host host, Runnable main, String name) {
        return Thread.ofVirtual()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(main);
    }

    @Override
    public boolean separateStacks() {
        return false;
    }

    @Override
    public void reset(Strand strand, ClassLoader loader) {
        throw new IllegalStateException("a thread serves one task on this engine");
    }
}
