package asyncio4j.internal.engine;

import org.jspecify.annotations.Nullable;

/// A stack that runs only while its loop lets it: a virtual thread and who may wake it.
///
/// States: new, running (the host's `current`), parked (in [#park], waits for [#wake]), foreign (blocked in code that
/// is not ours; the JDK says when it goes on), ended. All fields are the loop's unless they say otherwise.
///
/// It is its thread's Runnable, which saves two objects per task; [#run] runs the host's [StackBody]. It is also its
/// thread's uncaught-exception handler: that is how the current stack is found without thread-locals.
public abstract class Strand implements Runnable, Thread.UncaughtExceptionHandler {
    /// The loop this belongs to.
    public final Host host;

    /// What it runs now: a task, the callbacks, or nothing.
    public @Nullable Object job; // written on the loop; others read it racily

    /// Whether it is in the ready queue.
    public boolean queued;

    boolean parked;
    boolean foreign;
    boolean ended;
    private boolean woken;

    Strand(Host host) {
        this.host = host;
    }

    /// The stack that runs the caller, null on threads that are no loop's.
    public static @Nullable Strand current() {
        Thread t = Thread.currentThread();
        if (t.getUncaughtExceptionHandler() instanceof Strand s && s.thread() == t) {
            return s;
        }
        return t.isVirtual() ? searched(t) : null;
    }

    private static @Nullable Strand searched(Thread t) { // a program may have replaced its thread's handler
        for (Host host : Host.RUNNING) {
            Strand s = host.current;
            if (s != null && s.thread() == t) {
                return s;
            }
        }
        return null;
    }

    /// Its thread.
    public abstract Thread thread();

    /// Runs it until it gives the loop back. On the loop's carrier.
    abstract void resume();

    /// Gives the loop back until resumed. On this stack.
    ///
    /// @throws IllegalStateException if the stack cannot be left here
    abstract void suspend();

    /// The loop is closed and the JDK wants this to go on: lets it, somewhere else.
    public void abandon() {}

    /// The note of a nudge was taken from the inbox; the next one is to be noted again.
    public void nudgeTaken() {}

    /// Whether it waits in [#park].
    public final boolean parked() {
        return parked;
    }

    /// Whether it is blocked in code that is not ours.
    public final boolean foreign() {
        return foreign;
    }

    /// Whether its thread has ended.
    public final boolean ended() {
        return ended;
    }

    /// Whether a resumption would be for nothing.
    public final boolean idle() {
        return parked && !woken;
    }

    /// Waits for [#wake]; one that came before makes this return at once. On this stack.
    ///
    /// @param yielding wake at once, so that everything that is ready goes first
    public final void park(boolean yielding) {
        parked = true;
        try {
            if (yielding) {
                woken = false;
                wake();
                suspend();
            }
            while (!woken) {
                suspend();
            }
        } finally {
            parked = false;
        }
        woken = false;
    }

    /// Gives the loop back until [#wakeInPlace], for a switch to another stack; a wake-up that is due stays due.
    public final void parkForSwitch() {
        boolean due = woken;
        woken = false;
        parked = true;
        try {
            do {
                suspend();
            } while (!woken);
        } finally {
            parked = false;
            woken = due;
        }
    }

    /// Forgets a wake-up that nobody waits for any more: it was meant for a job that has ended.
    public final void forgetWake() {
        woken = false;
    }

    /// Lets it go on from [#park], one turn later.
    public final void wake() {
        if (!woken) {
            woken = true;
            if (parked) {
                host.ready(this);
            }
        }
    }

    /// As [#wake], for a loop that resumes it by itself.
    public final void wakeInPlace() {
        woken = parked;
    }

    @Override
    public final void uncaughtException(Thread t, Throwable e) {
        host.uncaught(e);
    }
}
