package asyncio4j.sync;

import asyncio4j.Asyncio;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.Collection;

/// So many permits per time: a bucket that fills evenly, up to `burst`.
///
/// ```java
/// var limit = new RateLimiter(100, seconds(1));
/// limit.acquire(); // before each request
/// ```
///
/// Who waits is served first come, first served; a cancelled one gives up its place and takes nothing. Time is the
/// clock of the loop, read when permits are asked for: an unused limiter costs nothing. The bucket is full at first.
///
/// Threads: the tasks of one loop; `tryAcquire` also in its callbacks.
///
/// @since 0.1
public final class RateLimiter {
    private final WaitQueue waiting = new WaitQueue(new Shown());
    private final int permits; // per so many nanoseconds:
    private final long per;
    private final long full;
    private long level; // what is in the bucket; a permit is worth `per`; loop only, as all below
    private long since; // when that was so
    private boolean used;
    private boolean busy; // somebody is at the bucket, or was granted the turn

    /// As [#RateLimiter(int, Duration, int)] with a burst of `permits`.
    public RateLimiter(int permits, Duration per) {
        this(permits, per, permits);
    }

    /// @param permits how many there are on average in the time `per`
    /// @param per that time
    /// @param burst how many can be taken at once when none were taken for long enough
    /// @throws IllegalArgumentException if one of them is not positive, or `per` so long that it cannot be counted
    public RateLimiter(int permits, Duration per, int burst) {
        if (permits < 1 || burst < 1 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException(
                    "permits, burst and time must be positive: " + permits + ", " + burst + ", " + per);
        }
        this.permits = permits;
        try {
            this.per = per.toNanos();
            full = Math.multiplyExact(this.per, burst);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("burst times time is too large: " + burst + " times " + per, e);
        }
        level = full;
    }

    private final class Shown implements WaitTarget {
        @Override
        public String name() {
            return "RateLimiter.acquire";
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return waiting.tasks();
        }
    }

    /// Takes a permit, suspending until there is one and it is this task's turn.
    public void acquire() {
        acquire(1);
    }

    /// Takes `n` permits at once.
    ///
    /// @throws IllegalArgumentException if that is less than 1 or more than the burst
    public void acquire(int n) {
        if (tryAcquire(n)) {
            return;
        }
        if (busy) {
            waiting.await(this::next);
        }
        busy = true;
        try {
            for (long wait = nanosUntil(n); wait > 0; wait = nanosUntil(n)) {
                Asyncio.sleep(Duration.ofNanos(wait));
            }
            level -= n * per;
        } finally {
            next();
        }
    }

    private void next() {
        busy = waiting.grantFirst();
    }

    /// Takes a permit if there is one and nobody waits.
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /// Takes `n` permits if they are there and nobody waits.
    ///
    /// @throws IllegalArgumentException if `n` is less than 1 or more than the burst
    public boolean tryAcquire(int n) {
        if (n < 1 || n > full / per) {
            throw new IllegalArgumentException("permits must be 1 to " + full / per + ", the burst: " + n);
        }
        if (busy || nanosUntil(n) > 0) {
            return false;
        }
        level -= n * per;
        return true;
    }

    private long nanosUntil(int n) {
        long now = Waits.now();
        long past = used ? Math.max(0, now - since) : 0; // the clock of another loop may be behind
        used = true;
        since = now;
        level = past >= (full - level) / permits + 1 ? full : Math.min(full, level + past * permits);
        return Math.ceilDiv(n * per - level, (long) permits);
    }

    /// How many tasks wait.
    public int waiting() {
        return waiting.waiting() + (busy ? 1 : 0);
    }

    @Override
    public String toString() {
        return "RateLimiter[" + permits + " per " + Duration.ofNanos(per) + ", burst:" + full / per + ", waiters:"
                + waiting() + "]";
    }
}
