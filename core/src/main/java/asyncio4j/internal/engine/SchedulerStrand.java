package asyncio4j.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A virtual thread that is mounted on its loop's carrier only, and its own scheduler.
///
/// It leaves the carrier by `Thread.yield`, not by park: no interrupt flag or stray unpark can end the wait, and no
/// atomic operation is needed to go on. The JDK hands the yielded continuation to [#execute] at once; that call,
/// made on the carrier, is dropped. Every other call of [#execute] says "go on when you can" (an unpark in foreign
/// code, a monitor released, a stack dump that ended) and is only noted: it may come twice, or for a stack that is
/// not due. While somebody reads its stack a continuation does not run; the loop then tries again, so that the
/// order of steps stays as it was.
final class SchedulerStrand extends Strand implements Executor {
    private static final VarHandle NUDGED;

    static {
        try {
            NUDGED = MethodHandles.lookup().findVarHandle(SchedulerStrand.class, "nudged", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    private @Nullable Runnable continuation; // written once, when the thread starts
    private boolean yielding; // loop only: the next execute is that of our own yield
    private boolean went; // loop only: the code really went on
    private volatile boolean nudged; // any thread: noted in the inbox already

    SchedulerStrand(Host host, LoomAccess loom) {
        super(host);
        thread = loom.newThread(this, this);
        thread.setUncaughtExceptionHandler(this);
    }

    @Override
    public void run() {
        went = true;
        try {
            Objects.requireNonNull(host.body).runStack(this);
        } finally {
            ended = true;
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public void execute(Runnable command) {
        if (command == continuation) {
            if (yielding && Thread.currentThread() == host.carrier) {
                yielding = false;
            } else if (NUDGED.compareAndSet(this, false, true) && !host.nudged(this)) {
                LoomAccess.runElsewhere(command); // the loop is closed: never leave a thread stuck
            }
        } else if (continuation == null) {
            continuation = command;
        } else {
            LoomAccess.runElsewhere(command); // a virtual thread started inside a task inherits its scheduler
        }
    }

    @Override
    public void nudgeTaken() {
        nudged = false;
    }

    @Override
    public void abandon() {
        LoomAccess.runElsewhere(Objects.requireNonNull(continuation));
    }

    @Override
    void resume() {
        if (continuation == null) {
            thread.start();
        }
        Runnable c = Objects.requireNonNull(continuation);
        went = false;
        c.run();
        for (int tries = 0; parked && !went; tries++) { // in vain: somebody is reading the stack, for microseconds
            if (tries < 200) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(20_000);
            }
            c.run();
        }
    }

    @Override
    void suspend() {
        yielding = true;
        boolean stayed = true;
        try {
            Thread.yield();
        } finally { // it may throw StackOverflowError: a stack this deep cannot be left
            stayed = yielding;
            yielding = false;
        }
        if (stayed) {
            throw new IllegalStateException(
                    "cannot suspend here: a native method or class initialiser is on the task's stack; call it before "
                            + "the class is first used, or move the call to toThread");
        }
        went = true;
    }
}
