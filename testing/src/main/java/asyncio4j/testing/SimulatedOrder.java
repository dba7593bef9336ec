package asyncio4j.testing;

import asyncio4j.Task;
import asyncio4j.spi.ReadyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets the decisions of a run say who steps next, and counts the steps. On the loop.
///
/// States: on (the body runs), off (it has ended, and what is left is cleared away first in, first out).
final class SimulatedOrder implements ReadyOrder {
    private static final int CLEARING = 10_000; // steps of clearing away

    private final Decisions decisions;
    private final VirtualClock clock;
    private final int most;
    private final Faults faults;
    private final @Nullable TraceRecorder trace;
    private int steps;
    private boolean off;

    SimulatedOrder(Decisions decisions, VirtualClock clock, int most, Faults faults, @Nullable TraceRecorder trace) {
        this.decisions = decisions;
        this.clock = clock;
        this.most = most;
        this.faults = faults;
        this.trace = trace;
    }

    @Override
    public int next(List<Task<?>> due) {
        if (++steps > most) {
            steps = 0; // those who clear away get their own chance
            String text = off ? "left behind by the body, and never waiting: " : "no end after " + most + " steps: ";
            throw new AssertionError(text + due);
        }
        if (off) {
            return 0;
        }
        List<Task<?>> free = faults.free(due);
        int chosen = free.size() == 1 ? 0 : decisions.choose(Chooser.Kind.STEP, free.size(), free);
        Task<?> task = free.get(chosen);
        if (chosen > 0 && trace != null) {
            trace.preferred(task, free, chosen);
        }
        decisions.step(task, clock.nanos());
        return free == due ? chosen : due.indexOf(task);
    }

    /// The body has ended.
    void off() {
        off = true;
        faults.off();
        steps = Math.max(0, most - CLEARING);
        if (trace != null) {
            trace.off();
        }
    }
}
