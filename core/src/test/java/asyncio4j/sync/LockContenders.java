package asyncio4j.sync;

import static asyncio4j.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;

/** Tasks that wait for a lock. A grant: whoever owns the lock releases it. */
final class LockContenders extends Contenders {
    private static final int NOBODY = -1;
    private static final int STARTER = -2;

    private final AsyncLock lock;
    private AsyncFuture<Void> leave = getRunningLoop().createFuture(); // of the owner
    private boolean leaving;
    private int owner = STARTER; // model

    LockContenders() {
        this(new AsyncLock());
    }

    LockContenders(AsyncLock lock) {
        this.lock = lock;
        lock.acquire();
    }

    @Override
    Object await(int i) {
        lock.acquire();
        return "the lock";
    }

    @Override
    void after(int i) {
        leave = getRunningLoop().createFuture();
        try {
            leave.await();
        } finally {
            lock.release();
        }
    }

    @Override
    void grant() {
        if (owner == STARTER) {
            lock.release();
            released();
        } else if (owner != NOBODY && !leaving) {
            leaving = true;
            leave.setResult(null);
            later(this::released);
        }
    }

    private void released() {
        owner = NOBODY;
        leaving = false;
        grantFirst();
    }

    @Override
    void close() {} // a lock has no end

    @Override
    Object took(int i) {
        owner = i;
        return "the lock";
    }

    @Override
    void passedOn(int i) {
        grantFirst();
    }

    @Override
    void check() {
        assertThat(lock.locked()).isEqualTo(owner != NOBODY);
        while (owner != NOBODY && waiting() == 0) {
            grant();
            turn();
        }
        if (owner == NOBODY) {
            assertThat(waiting()).isZero();
            lock.acquire();
            lock.release();
        }
    }
}
