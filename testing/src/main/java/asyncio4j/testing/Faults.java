package asyncio4j.testing;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets go wrong in a run what the options allow, where the decisions say so. On the loop.
///
/// Everything here is something that may happen to a correct program: a cancellation, a timer that comes before
/// work that took long, a wake-up that comes late.
final class Faults implements LoopObserver, Chance {
    private static final long NEAR = 1_000_000; // ns: timers closer than this may change places
    private static final int[] LATE = {0, 1, 3}; // steps of others that a wake-up waits for, with jitter
    private static final int[] DELAYED = {0, 10, Integer.MAX_VALUE}; // ... with spurious delays

    private final Decisions decisions;
    private final @Nullable TraceRecorder trace;
    private final boolean jitter;
    private final boolean early;
    private final int[] delays;
    private final Set<String> targets = new HashSet<>();
    private final Map<Task<?>, Integer> held = new IdentityHashMap<>(); // for how many steps more
    private @Nullable EventLoop loop; // from the first pass on
    private boolean cancelled; // once per run
    private boolean off;

    Faults(ExploreOptions options, Decisions decisions, @Nullable TraceRecorder trace) {
        this.decisions = decisions;
        this.trace = trace;
        jitter = options.jitter();
        early = options.faults().contains(new Fault.EarlyTimeouts());
        boolean delayed = options.faults().contains(new Fault.SpuriousDelays());
        delays = delayed ? DELAYED : jitter ? LATE : new int[] {0};
        for (Fault fault : options.faults()) {
            if (fault instanceof Fault.CancelEverywhere(String task)) {
                targets.add(task);
            }
        }
    }

    /// Nothing goes wrong any more.
    void off() {
        off = true;
        held.clear();
    }

    @Override
    public int choose(Chooser.Kind kind, int options) {
        return off ? 0 : decisions.choose(kind, options, List.of());
    }

    @Override
    public void note(String what) {
        note(null, what);
    }

    private int decide(int options) {
        return choose(Chooser.Kind.FAULT, options);
    }

    private void note(@Nullable Task<?> task, String what) {
        if (trace != null) {
            trace.note(task, what);
        }
    }

    @Override
    public void passBegin(EventLoop l) {
        loop = l;
    }

    // ---- cancelling ----

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        if (cancelled || off || !targets.contains(task.name())) {
            return;
        }
        if (decisions.choose(Chooser.Kind.CANCEL, 2, List.of()) == 1) {
            cancelled = true;
            // Queued before anything can make the task due: it is cancelled in this very wait.
            Objects.requireNonNull(loop).callSoon(() -> task.cancel("cancelled by the simulation"));
        }
    }

    // ---- late wake-ups ----

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
        if (delays.length > 1 && !off && !held.containsKey(task)) {
            int chosen = decide(delays.length);
            if (chosen > 0) {
                held.put(task, delays[chosen]);
                String until = delays[chosen] == Integer.MAX_VALUE ? " until nothing else can run" : " for a while";
                note(task, "held back" + until);
            }
        }
    }

    /// The tasks of `due` that are not held back; all of them when all are.
    List<Task<?>> free(List<Task<?>> due) {
        if (held.isEmpty()) {
            return due;
        }
        List<Task<?>> free = new ArrayList<>(due);
        free.removeIf(held::containsKey);
        held.replaceAll((_, left) -> left == Integer.MAX_VALUE ? left : left - 1);
        held.values().removeIf(left -> left <= 0);
        if (free.isEmpty()) {
            held.keySet().removeAll(due);
            return due;
        }
        return free;
    }

    // ---- time ----

    /// By how many nanoseconds a jump of the clock goes too far.
    long late() {
        return jitter && decide(2) == 1 ? NEAR : 0;
    }

    /// How far time leaps, in nanoseconds, while tasks are due.
    long leap() {
        if (!early || off || loop == null) {
            return 0;
        }
        long next = Waits.untilNextTimer(loop);
        if (next <= 0 || decide(2) == 0) {
            return 0;
        }
        note(null, "time leaps to the next timer, while tasks are due");
        return next;
    }
}
