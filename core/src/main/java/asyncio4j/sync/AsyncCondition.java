package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.spi.Waits;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tasks that wait, under a lock, until another task changed something.
///
/// ```java
/// try (var _ = condition.hold()) {
///     condition.awaitFor(() -> !items.isEmpty());
///     take(items);
/// }
/// ```
///
/// Everything but [#locked()] needs the lock. Spurious wake-ups are allowed: wait for a predicate.
///
/// @since 0.1
public final class AsyncCondition {
    private final AsyncLock lock;
    private final WaitQueue waiting = new WaitQueue("AsyncCondition.await");

    /// With a lock of its own.
    public AsyncCondition() {
        this(new AsyncLock());
    }

    /// Over `lock`, which may be re-entrant.
    public AsyncCondition(AsyncLock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
    }

    /// See [AsyncLock#acquire()].
    public void acquire() {
        lock.acquire();
    }

    /// See [AsyncLock#release()].
    public void release() {
        lock.release();
    }

    /// See [AsyncLock#locked()].
    public boolean locked() {
        return lock.locked();
    }

    /// See [AsyncLock#hold()].
    public Hold hold() {
        return lock.hold();
    }

    /// See [AsyncLock#with(Awaitable)].
    public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
        return lock.with(body);
    }

    /// See [AsyncLock#with(Action)].
    public void with(Action body) {
        lock.with(body);
    }

    /// Releases the lock, suspends until notified, and owns the lock again before it returns or throws.
    ///
    /// A notification that cannot be used because the task was cancelled goes to the next one.
    ///
    /// @throws IllegalStateException if the calling task does not own the lock
    public void await() {
        lock.ownedByMe("await");
        int holds = lock.releaseAll();
        boolean notified = false;
        try {
            waiting.await(waiting::grantFirst);
            notified = true;
        } finally {
            retake(holds, notified);
        }
    }

    private void retake(int holds, boolean notified) {
        CancelledError cancelled = null;
        while (true) {
            try {
                lock.retake(holds);
                break;
            } catch (CancelledError e) {
                if (Waits.currentTask().loop().isClosed()) {
                    throw e; // whoever owns the lock will not give it up any more
                }
                cancelled = e;
            }
        }
        if (cancelled != null) {
            if (notified) {
                waiting.grantFirst();
            }
            throw cancelled;
        }
    }

    /// Waits until `predicate` is true; at once if it is.
    public void awaitFor(BooleanSupplier predicate) {
        Objects.requireNonNull(predicate, "predicate");
        lock.ownedByMe("awaitFor");
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /// Wakes one task that waits.
    public void notifyOne() {
        notify(1);
    }

    /// Wakes up to `n` tasks, first come first served; more than there are is harmless.
    public void notify(int n) {
        lock.ownedByMe("notify");
        for (int i = 0; i < n && waiting.grantFirst(); i++) {}
    }

    /// Wakes all tasks that wait.
    public void signalAll() {
        lock.ownedByMe("signalAll");
        waiting.grantAll();
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String toString() {
        return "AsyncCondition[" + (locked() ? "locked" : "unlocked")
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
