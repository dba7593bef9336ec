package asyncio4j.internal.loop;

import asyncio4j.internal.engine.CarrierStrand;
import asyncio4j.internal.engine.StackBody;
import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.Poller;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// How the loop waits: in its poller, on a stack of its own (scheduler) or on the loop's thread (baton); without a
/// poller the carrier parks.
final class Polling implements StackBody {
    private final LoopCore core;
    private final @Nullable Poller poller;
    private final Strand strand;
    private final boolean inPlace;
    private long timeout; // loop only
    private volatile boolean ending; // set by the loop
    private volatile boolean asleep; // set by the loop before it looks at the inbox for the last time

    Polling(LoopCore core, StackEngine engine, CarrierStrand onLoop, @Nullable Poller poller) {
        this.core = core;
        this.poller = poller;
        inPlace = !engine.separateStacks();
        strand = inPlace || poller == null ? onLoop : engine.newStrand(core);
        if (strand != onLoop) {
            strand.job = this;
        }
    }

    /// Waits for events for at most `nanos` (negative: without limit). On the carrier.
    void poll(long nanos) {
        if (poller == null && nanos == 0) {
            return;
        }
        if (nanos != 0) {
            asleep = true; // volatile: whoever hands something in after this line wakes us
            if (!core.inboxEmpty()) {
                asleep = false;
                nanos = 0;
            }
        }
        if (poller == null || strand.foreign()) {
            if (nanos != 0) {
                LoopCore.park(nanos);
            }
        } else if (inPlace) {
            timeout = nanos;
            core.runOn(strand, this::pollOnce);
        } else {
            timeout = nanos;
            strand.wakeInPlace();
            core.resume(strand);
        }
        asleep = false;
    }

    /// Whether an event could come by itself.
    boolean expectsEvents() {
        return poller != null && poller.expectsEvents();
    }

    /// Ends the wait. Any thread.
    void wake() {
        if (asleep) {
            if (poller != null) {
                poller.wakeup();
            }
            LockSupport.unpark(core.carrier());
        }
    }

    @Override
    public void runStack(Strand own) {
        pollOnce();
        while (!ending) { // set while a poll blocks, when the loop closes: then this runs elsewhere, and must end
            strand.park(false);
            if (!ending) {
                pollOnce();
            }
        }
    }

    private void pollOnce() {
        try {
            if (poller != null) {
                poller.poll(timeout);
            }
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
                core.fatal(e);
            } else {
                core.hooks().failed("Exception in the poller", e);
            }
        }
    }

    /// Closes the poller and lets the stack end. On the carrier.
    void end() {
        ending = true;
        if (!inPlace && poller != null && strand.idle()) {
            strand.wakeInPlace();
            core.resume(strand);
        }
        if (poller != null) {
            try {
                poller.close();
            } catch (Throwable e) {
                core.hooks().failed("Exception while closing the poller", e);
            }
        }
    }
}
