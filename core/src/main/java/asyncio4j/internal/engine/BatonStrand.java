package asyncio4j.internal.engine;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// A virtual thread of the default scheduler that runs while it holds the baton.
///
/// It gets the baton from the loop, or from the stack before it in the same pass: then the loop's thread sleeps on, and
/// a switch takes one unpark instead of two. Whoever has no successor gives it back to the loop.
final class BatonStrand extends Strand {
    private final Thread thread;
    private boolean started; // loop only
    private volatile boolean mayRun; // set by who hands the baton over, cleared by this stack

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
            handOn();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    void resume() {
        if (started) {
            goOn();
        } else {
            started = true;
            thread.start();
        }
        boolean interrupted = false;
        while (!host.returned) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // else park would not wait
        }
        host.returned = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void suspend() {
        room(40, 0, 0, 0, 0); // unpark must not be cut short: the JDK would never run the loop's thread again
        handOn();
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

    private void goOn() {
        mayRun = true;
        LockSupport.unpark(thread);
    }

    private void handOn() {
        if (host.successor() instanceof BatonStrand next) {
            host.current = next;
            next.goOn();
        } else {
            Thread loop = Objects.requireNonNull(host.carrier);
            host.returned = true;
            LockSupport.unpark(loop);
        }
    }
}
