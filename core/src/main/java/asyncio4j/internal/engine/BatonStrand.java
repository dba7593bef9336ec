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
            super.run();
        } finally {
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
        giveBack();
        boolean interrupted = false;
        while (!mayRun) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        mayRun = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack() {
        Thread loop = Objects.requireNonNull(host.carrier);
        returned = true;
        LockSupport.unpark(loop);
    }
}
