package asyncio4j.internal.engine;

import asyncio4j.Engine;

/// Stacks are virtual threads whose scheduler is the loop: they run on the loop's own thread.
final class SchedulerEngine extends StackEngine {
    private final LoomAccess loom;

    SchedulerEngine(LoomAccess loom) {
        this.loom = loom;
    }

    @Override
    public Engine kind() {
        return Engine.SCHEDULER;
    }

    @Override
    public Strand newStrand(Host host) {
        return new SchedulerStrand(host, loom);
    }

    @Override
    public Thread newCarrier(Host host, Runnable main, String name) {
        return Thread.ofPlatform()
                .name(name)
                .daemon(true) // whoever called run waits for it
                .inheritInheritableThreadLocals(false)
                .unstarted(main);
    }

    @Override
    public boolean separateStacks() {
        return true;
    }

    @Override
    public void reset(Strand strand, ClassLoader loader) {
        Thread t = strand.thread();
        Thread.interrupted();
        if (!t.getName().isEmpty()) {
            t.setName("");
        }
        if (t.getContextClassLoader() != loader) {
            t.setContextClassLoader(loader);
        }
        if (t.getUncaughtExceptionHandler() != strand) {
            t.setUncaughtExceptionHandler(strand);
        }
        loom.clearThreadLocals(t);
    }
}
