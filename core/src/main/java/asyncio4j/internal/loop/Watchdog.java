package asyncio4j.internal.loop;

import asyncio4j.internal.engine.Strand;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// In debug mode, a thread that looks at the stack of a step that takes long while it is still running. No step is
/// blamed for the time that the garbage collector took.
final class Watchdog {
    private final LoopCore core;
    private volatile @Nullable Thread thread; // set and cleared by the loop
    private volatile long step; // written by the loop: odd while one runs
    private volatile @Nullable Sight sight;
    private volatile @Nullable Pauses pauses; // null until the thread has found them

    private record Sight(long step, StackTraceElement[] stack) {}

    Watchdog(LoopCore core) {
        this.core = core;
    }

    /// Begins to watch, if it does not yet. Loop only.
    private void ensureRunning() {
        if (thread == null) {
            Thread t = Thread.ofPlatform()
                    .name("asyncio4j-watchdog")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(this::watch);
            thread = t;
            t.start();
        }
    }

    /// The loop stops running.
    void stop() {
        Thread t = thread;
        thread = null;
        LockSupport.unpark(t);
    }

    /// Runs a step or callback, `what`, and has it reported when it took long. Loop only.
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void timed(Object what, Runnable body) {
        ensureRunning();
        step++;
        Pauses p = pauses;
        long pausedBefore = p == null ? 0 : p.nanos();
        long begin = System.nanoTime();
        try {
            body.run();
        } finally {
            long took = System.nanoTime() - begin;
            long ended = step++;
            if (took > core.slowNanos() && (p == null || took - (p.nanos() - pausedBefore) > core.slowNanos())) {
                Sight s = sight;
                core.hooks().slow(what, took, s != null && s.step == ended ? s.stack : null);
            }
        }
    }

    private void watch() {
        pauses = Pauses.find();
        long before = -1;
        long looked = -1;
        while (thread == Thread.currentThread()) {
            long now = step;
            if (now == before && (now & 1) == 1 && now != looked) {
                look(now);
                looked = now;
            }
            before = now;
            LockSupport.parkNanos(Math.max(1_000_000, core.slowNanos() / 2));
        }
    }

    private void look(long now) {
        Strand s = core.current();
        if (s != null) {
            StackTraceElement[] stack = s.thread().getStackTrace();
            if (step == now) {
                sight = new Sight(now, stack);
            }
        }
    }
}
