package asyncio4j.sync;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A task or a thread that waits in one channel, or in several at once.
///
/// States: open; then for ever claimed for one of its cases, by whoever did the other half of it, or gone (cancelled,
/// interrupted, out of time). One compare-and-set decides, so exactly one case happens, or none.
final class ChannelWaiter implements WaitTarget {
    /// What [#await] returns when the time was up.
    static final int GONE = -2;

    private static final int OPEN = -1;

    private final String name;
    private final @Nullable Task<?> task;
    private final @Nullable Thread thread; // one of the two
    private final AtomicInteger claim = new AtomicInteger(OPEN); // any thread: OPEN, GONE or the number of the case

    private @Nullable String message; // of the cancellation that took it out; loop only

    @Nullable
    ChannelWaiter nextToWake; // of whoever has claimed it, until it is woken

    ChannelWaiter(String name, @Nullable Task<?> task) {
        this.name = name;
        this.task = task;
        thread = task == null ? Thread.currentThread() : null;
    }

    /// Decides for one case; false when it was decided before. Any thread.
    boolean claim(int which) {
        return claim.compareAndSet(OPEN, which);
    }

    private boolean leave() {
        return claim.compareAndSet(OPEN, GONE) || claim.get() == GONE;
    }

    /// The case that happened, negative when none did.
    int claimed() {
        return claim.get();
    }

    /// Lets it go on. Any thread.
    void wake() {
        if (task != null) {
            Waits.unparkThreadsafe(task);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /// Waits until a case has happened and returns its number, [#GONE] when the time was up.
    ///
    /// Whatever it throws, [#claimed] is decided then: a case may have happened all the same.
    ///
    /// @param nanos how long a thread waits; negative: without limit, as tasks do
    int await(long nanos) throws InterruptedException {
        if (task == null) {
            return block(nanos);
        }
        try {
            while (claim.get() == OPEN) {
                Waits.park(this);
            }
        } finally {
            leave();
        }
        if (claim.get() == GONE) { // as in asyncio, uncancel() does not put back what cancel() took out
            throw new CancelledError(message);
        }
        return claim.get();
    }

    private int block(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (claim.get() == OPEN) {
            if (Thread.interrupted()) {
                if (leave()) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // it happened before: the interrupt is for what comes next
            } else if (nanos < 0) {
                LockSupport.park(this);
            } else {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    leave();
                } else {
                    LockSupport.parkNanos(this, left);
                }
            }
        }
        return claim.get();
    }

    /// Runs where the loop cancels, perhaps on its carrier: one compare-and-set; the task itself clears up.
    @Override
    public boolean cancelWait(@Nullable String cancelMessage) {
        if (claim(GONE)) {
            message = cancelMessage;
        }
        return false;
    }

    @Override
    public boolean mayEndFromOutside() {
        return true;
    }

    @Override
    public String name() {
        return name;
    }
}
