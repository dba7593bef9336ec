package asyncio4j.internal.loop;

import asyncio4j.internal.engine.StackBody;
import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import java.util.ArrayDeque;

/// The stacks on which tasks run. A task gets one with its first step; one stack takes consecutive unstarted tasks one
/// after another, and when one of them suspends, the stack stays with it. Loop only.
final class Runners implements StackBody {
    private static final int SPARE = 256; // stacks kept for later tasks

    private final LoopCore core;
    private final StackEngine engine;
    private final ArrayDeque<Strand> spare = new ArrayDeque<>();

    Runners(LoopCore core, StackEngine engine) {
        this.core = core;
        this.engine = engine;
    }

    /// Takes the first step of `task`. On the carrier.
    void start(Startable task) {
        Strand strand = spare.pollLast();
        if (strand == null) {
            strand = engine.newStrand(core);
        } else {
            strand.wakeInPlace();
        }
        strand.job = task;
        core.resume(strand);
    }

    /// Lets the spare stacks end: without a job, they do. On the carrier.
    void end() {
        for (Strand strand = spare.pollLast(); strand != null; strand = spare.pollLast()) {
            strand.wakeInPlace();
            core.resume(strand);
        }
    }

    /// The body of `strand`: its job, then others as long as there are some.
    @Override
    public void runStack(Strand strand) {
        // No pattern variable, no local: the frame of a spare stack would keep the task that ended alive.
        if (strand.job instanceof StackBody) {
            ((StackBody) strand.job).runStack(strand); // set apart for callbacks or polling
            return;
        }
        while (strand.job != null) {
            ((Startable) strand.job).start(strand);
            strand.job = null;
            strand.forgetWake(); // else a spare stack would not wait, and end
            if (!engine.separateStacks()) {
                return; // what a task left in its thread cannot be removed here
            }
            engine.reset(strand, core.loader());
            Startable next = core.nextFresh();
            strand.job = next;
            if (next == null) {
                if (core.isClosed() || spare.size() == SPARE) {
                    return;
                }
                spare.addLast(strand);
                strand.park(false);
            }
        }
    }
}
