package asyncio4j.sync;

import asyncio4j.BrokenBarrierException;
import java.util.Locale;

/// A point that a number of tasks pass together.
///
/// States: filling; draining (all have arrived and leave; who comes now belongs to the next round); resetting
/// (those who waited leave with an error); broken, until reset.
///
/// @since 0.1
public final class AsyncBarrier {
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final int parties;
    private final WaitQueue arrived = new WaitQueue("AsyncBarrier.await");
    private final WaitQueue early =
            new WaitQueue("AsyncBarrier.await"); // until the last round has left, and there is a place
    private State state = State.FILLING; // loop only
    private int inside; // arrived and not left
    private int letIn; // early ones that may enter and have not yet
    private int passed; // of those who arrived before the last one

    /// @param parties how many tasks pass together
    /// @throws IllegalArgumentException if below 1
    public AsyncBarrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be >= 1: " + parties);
        }
        this.parties = parties;
    }

    /// Suspends until all parties have arrived.
    ///
    /// A task that is cancelled while it waits has not arrived; the others go on waiting, and move up.
    ///
    /// @return in which place the caller arrived, 0 to parties - 1
    /// @throws BrokenBarrierException if the barrier is or becomes broken, or is reset meanwhile
    public int await() {
        if (passing() || state == State.FILLING && !early.isEmpty()) {
            do {
                early.await(this::stayOut);
                letIn--;
            } while (passing());
        }
        refuseBroken();
        inside++;
        try {
            if (inside == parties) {
                state = State.DRAINING;
                passed = 0;
                arrived.grantAll();
                return parties - 1;
            }
            letEarlyIn();
            arrived.await(() -> {});
            refuseBroken();
            if (state == State.RESETTING) {
                throw new BrokenBarrierException("Barrier was reset while the task waited");
            }
            return passed++; // they go on in the order of their arrival; some may have been cancelled in between
        } finally {
            leave();
        }
    }

    private boolean passing() {
        return state == State.DRAINING || state == State.RESETTING;
    }

    private void refuseBroken() {
        if (state == State.BROKEN) {
            throw new BrokenBarrierException("Barrier aborted");
        }
    }

    private void leave() {
        inside--;
        if (inside == 0 && passing()) {
            state = State.FILLING;
        }
        letEarlyIn();
    }

    private void stayOut() {
        letIn--;
        letEarlyIn();
    }

    /// As many as there are places: who comes now must not overtake them.
    private void letEarlyIn() {
        while (state == State.BROKEN || state == State.FILLING && inside + letIn < parties) {
            if (!early.grantFirst()) {
                return;
            }
            letIn++;
        }
    }

    /// Lets those who wait leave with [BrokenBarrierException], and begins anew.
    public void reset() {
        checkAccess();
        if (inside > 0) {
            state = State.RESETTING;
            arrived.grantAll();
        } else {
            state = State.FILLING;
        }
        letEarlyIn();
    }

    /// Breaks the barrier: those who wait or come later get [BrokenBarrierException].
    public void abort() {
        checkAccess();
        state = State.BROKEN;
        arrived.grantAll();
        letEarlyIn();
    }

    private void checkAccess() {
        arrived.checkAccess();
        early.checkAccess();
    }

    /// How many tasks pass together.
    public int parties() {
        return parties;
    }

    /// How many have arrived and wait.
    public int waiting() {
        return state == State.FILLING ? inside : 0;
    }

    /// Whether it was aborted and not reset.
    public boolean broken() {
        return state == State.BROKEN;
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return arrived.statistics();
    }

    @Override
    public String toString() {
        return "AsyncBarrier[" + state.name().toLowerCase(Locale.ROOT)
                + (broken() ? "]" : ", waiters:" + waiting() + "/" + parties + "]");
    }
}
