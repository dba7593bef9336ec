package asyncio4j.internal.loop;

import asyncio4j.internal.engine.CarrierStrand;
import asyncio4j.internal.engine.StackBody;
import asyncio4j.internal.engine.StackEngine;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.LoopObserver;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Runs callbacks, in order: on a stack of their own (scheduler), so that one that blocks holds up only the callbacks
/// behind it, or on the loop's thread (baton). Loop only.
final class Callbacks implements StackBody, ContextCell {
    private final LoopCore core;
    private final Strand strand;
    private final boolean inPlace;
    private final ArrayDeque<HandleImpl> waiting = new ArrayDeque<>(); // behind one that blocks
    private @Nullable HandleImpl next;
    private volatile boolean ending; // set by the loop
    private @Nullable Object context;

    Callbacks(LoopCore core, StackEngine engine, CarrierStrand onLoop) {
        this.core = core;
        inPlace = !engine.separateStacks();
        strand = inPlace ? onLoop : engine.newStrand(core);
        strand.job = this;
    }

    /// The loop's thread is `carrier` from now on.
    void adopt(Thread carrier, ClassLoader loader) {
        if (inPlace) {
            carrier.setUncaughtExceptionHandler(strand);
        } else {
            strand.thread().setContextClassLoader(loader);
        }
    }

    /// Runs `handle`, or puts it behind the callback that blocks. On the carrier.
    void dispatch(HandleImpl handle) {
        if (inPlace) {
            core.runOn(strand, () -> execute(handle));
        } else if (strand.foreign()) {
            waiting.add(handle);
        } else {
            next = handle;
            strand.wakeInPlace();
            core.resume(strand);
        }
    }

    @Override
    public void runStack(Strand own) {
        while (!ending) {
            HandleImpl handle = next;
            next = null;
            while (handle != null) {
                execute(handle);
                if (ending) {
                    return; // it blocked until the loop was closed, and this runs elsewhere now
                }
                handle = waiting.poll();
                if (handle == null) {
                    handle = core.nextHandle();
                }
            }
            strand.park(false);
        }
    }

    private void execute(HandleImpl handle) {
        if (handle.cancelled()) {
            return;
        }
        LoopObserver observer = core.hooks().observer();
        if (observer != null) {
            observer.callbackBegin(handle);
        }
        context = handle.context();
        try {
            if (core.debug()) {
                core.watchdog().timed(handle, handle::run);
            } else {
                handle.run();
            }
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
                core.fatal(e);
            } else {
                core.hooks().callbackFailed(handle, e);
            }
        } finally {
            context = null;
            Thread.interrupted(); // a flag set by a callback is not meant for the next one
        }
        if (observer != null) {
            observer.callbackEnd(handle);
        }
    }

    /// Lets the stack end. On the carrier.
    void end() {
        ending = true;
        if (!inPlace && strand.idle()) {
            strand.wakeInPlace();
            core.resume(strand);
        }
    }

    @Override
    public @Nullable Object vars() {
        return context;
    }

    @Override
    public void vars(@Nullable Object value) {
        context = value;
    }

    @Override
    public String toString() {
        return "callbacks";
    }
}
