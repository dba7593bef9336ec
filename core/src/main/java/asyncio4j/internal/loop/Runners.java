package asyncio4j.internal.loop;

import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The stacks on which tasks run. A task gets one with its first step; one stack takes consecutive unstarted tasks one
/// after another, and when one of them suspends, the stack stays with it. Loop only.
final class Runners {
    private static final int SPARE = 256; // stacks kept for later tasks

    private final LoopCore core;
    private final StackEngine engine;
    private final ArrayDeque<Runner> spare = new ArrayDeque<>();

    Runners(LoopCore core, StackEngine engine) {
        this.core = core;
        this.engine = engine;
    }

    /// Takes the first step of `task`. On the carrier.
    void start(Startable task) {
        Runner runner = spare.pollLast();
        if (runner == null) {
            runner = new Runner();
        } else {
            runner.strand.wakeInPlace();
        }
        runner.next = task;
        runner.strand.job = task;
        core.resume(runner.strand);
    }

    /// Lets the spare stacks end. On the carrier.
    void end() {
        for (Runner runner = spare.pollLast(); runner != null; runner = spare.pollLast()) {
            runner.strand.wakeInPlace();
            core.resume(runner.strand);
        }
    }

    private final class Runner implements Runnable {
        final Strand strand = engine.newStrand(core, this);

        @Nullable
        Startable next;

        @Override
        public void run() {
            Startable task = next;
            while (task != null) {
                next = null;
                strand.job = task;
                task.start(strand);
                strand.job = null;
                if (!engine.separateStacks()) {
                    return; // what a task left in its thread cannot be removed here
                }
                engine.reset(strand, core.loader());
                task = core.nextFresh();
                if (task == null && !core.isClosed() && spare.size() < SPARE) {
                    spare.addLast(this);
                    strand.park(false);
                    task = next;
                }
            }
        }
    }
}
