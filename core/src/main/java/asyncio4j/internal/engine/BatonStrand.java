package asyncio4j.internal.engine;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// A virtual thread of the default scheduler that runs while it holds the baton.
final class BatonStrand extends Strand {
    private final Thread thread;
    private boolean started; // loop only
    private volatile boolean mayRun; // set by the loop, cleared by this stack
    private volatile boolean returned; // set by this stack, cleared by the loop

    BatonStrand(Host host) {
        super(host);
        thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(this);
        thread.setUncaughtExceptionHandler(this);
        Thread parent = Thread.currentThread();
        if (thread.getContextClassLoader() != parent.getContextClassLoader()) {
            thread.setContextClassLoader(parent.getContextClassLoader());
        }
    }

    @Override
    public void run() {
        try {
            Objects.requireNonNull(host.body).runStack(this);
        } finally {
            ended = true;
            giveBack();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    void resume() {
        if (started) {
            mayRun = true;
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (!returned) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // else park would not wait
        }
        returned = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void suspend() {
        room(40, 0, 0, 0, 0); // unpark must not be cut short: the JDK would never run the loop's thread again
        giveBack();
        try {
            LockSupport.park(); // the frame of this method stays with every sleeper: nothing is kept in it
            if (!mayRun) {
                parkAgain();
            }
        } catch (StackOverflowError e) { // a stack this deep cannot be left, but the baton is given away already
            while (!mayRun) {
                Thread.onSpinWait();
            }
            throw e;
        } finally {
            mayRun = false;
        }
    }

    /// The wait ended for nothing: an interrupt, or a permit left over.
    private void parkAgain() {
        boolean interrupted = Thread.interrupted(); // else park would not wait
        while (!mayRun) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Throws the StackOverflowError that is near, while nothing has changed yet.
    private static long room(int frames, long a, long b, long c, long d) {
        return frames == 0 ? a ^ b ^ c ^ d : room(frames - 1, d, a + frames, b ^ frames, c) + (a ^ d);
    }

    private void giveBack() {
        Thread loop = Objects.requireNonNull(host.carrier);
        returned = true;
        LockSupport.unpark(loop);
    }
}
