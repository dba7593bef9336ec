package asyncio4j.internal.loop;

import asyncio4j.internal.engine.StackBody;
import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.Poller;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// How the loop waits: in its poller, on a stack that is the poller's own; without one the carrier parks.
///
/// States: none, polling (a poller was given, or installed later; at most one), ended.
final class Polling implements StackBody {
    private final LoopCore core;
    private final StackEngine engine;
    private volatile @Nullable Poller poller; // set once, on the loop
    private @Nullable Strand strand; // loop only
    private boolean begun; // loop only: the stack has run
    private long timeout; // loop only
    private boolean disturbed; // loop only: something has run since the stack was entered
    private volatile boolean ending; // set by the loop
    private volatile boolean asleep; // set by the loop before it looks at the inbox for the last time

    Polling(LoopCore core, StackEngine engine, @Nullable Poller poller) {
        this.core = core;
        this.engine = engine;
        if (poller != null) {
            install(poller);
        }
    }

    /// Waits in `added` from the next pass on; false when there is a poller already. Loop only.
    boolean install(Poller added) {
        if (poller != null) {
            return false;
        }
        Strand own = engine.newStrand(core);
        own.job = this;
        strand = own;
        poller = added;
        return true;
    }

    /// Waits for events for at most `nanos` (negative: without limit). On the carrier.
    void poll(long nanos) {
        Strand own = strand;
        Poller p = poller;
        if (nanos == 0 && (p == null || !p.hasEvents())) {
            return;
        }
        if (nanos != 0) {
            asleep = true; // volatile: whoever hands something in after this line wakes us
            if (!core.inboxEmpty()) {
                asleep = false;
                nanos = 0;
            }
        }
        if (own == null || own.foreign()) {
            if (own != null && disturbed) {
                disturbed = false;
                Objects.requireNonNull(poller).wakeup(); // there may be something to do for it
            }
            if (nanos != 0) {
                LoopCore.park(nanos);
            }
        } else {
            timeout = nanos;
            enter(own);
        }
        asleep = false;
    }

    private void enter(Strand own) {
        begun = true;
        disturbed = false;
        own.wakeInPlace();
        core.resume(own);
    }

    /// Something runs that may want something of the poller. Loop only.
    void disturb() {
        disturbed = true;
    }

    /// Whether an event could come by itself.
    boolean expectsEvents() {
        Poller p = poller;
        return p != null && p.expectsEvents();
    }

    /// Whether the loop waits for something to do. Any thread.
    boolean asleep() {
        return asleep;
    }

    /// Whether the thread that runs the loop may not change between runs.
    boolean staysOnThread() {
        Poller p = poller;
        return p != null && p.staysOnThread();
    }

    /// Ends the wait. Any thread.
    void wake() {
        if (asleep) {
            Poller p = poller;
            if (p != null) {
                p.wakeup();
            }
            LockSupport.unpark(core.carrier());
        }
    }

    @Override
    public void runStack(Strand own) {
        pollOnce();
        while (!ending) { // set while a poll blocks, when the loop closes: then this runs elsewhere, and must end
            own.park(false);
            if (!ending) {
                pollOnce();
            }
        }
        close();
    }

    private void pollOnce() {
        Poller p = poller;
        try {
            if (p != null && !ending) {
                p.poll(timeout);
            }
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
                core.fatal(e);
            } else {
                core.hooks().failed("Exception in the poller", e);
            }
        }
    }

    /// Closes the poller, on its stack, and lets that end; a poll that blocks is followed by the close. On the carrier.
    void end() {
        ending = true;
        Strand own = strand;
        if (own != null && (own.idle() || !begun)) {
            enter(own);
        }
    }

    private void close() {
        Poller p = poller;
        try {
            if (p != null) {
                p.close();
            }
        } catch (Throwable e) {
            core.hooks().failed("Exception while closing the poller", e);
        }
    }
}
