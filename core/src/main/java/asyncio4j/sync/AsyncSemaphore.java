package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A number of permits; any task may release.
///
/// A newcomer never overtakes those who wait.
///
/// @since 0.1
public sealed class AsyncSemaphore permits AsyncBoundedSemaphore {
    private final WaitQueue waiting = new WaitQueue("AsyncSemaphore.acquire");
    private int permits; // free ones; loop only

    /// @param permits how many there are
    /// @throws IllegalArgumentException if negative
    public AsyncSemaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("Semaphore initial value must be >= 0: " + permits);
        }
        this.permits = permits;
    }

    /// One permit.
    public AsyncSemaphore() {
        this(1);
    }

    /// Takes a permit, suspending until there is one and it is this task's turn.
    public void acquire() {
        if (!locked()) {
            permits--;
            return;
        }
        waiting.await(() -> {
            permits++;
            grant();
        });
        grant(); // permits that were released while newcomers had to queue
    }

    private void grant() {
        while (permits > 0 && waiting.grantFirst()) {
            permits--;
        }
    }

    /// Gives a permit back, to the first that waits if there is one.
    public void release() {
        waiting.checkAccess();
        permits++;
        grant();
    }

    /// Whether [#acquire()] would suspend now.
    public boolean locked() {
        return permits == 0 || !waiting.isEmpty();
    }

    /// How many permits are free.
    final int permits() {
        return permits;
    }

    /// Acquires a permit, to be released by closing.
    public Hold hold() {
        acquire();
        return Locked.hold(this::release);
    }

    /// Runs `body` with a permit.
    public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquire();
        return Locked.run(body, this::release);
    }

    /// The void form of [#with(Awaitable)].
    public void with(Action body) {
        with(Asyncio.action(body));
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + (locked() ? "locked" : "unlocked, value:" + permits)
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
