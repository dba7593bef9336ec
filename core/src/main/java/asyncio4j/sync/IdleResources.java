package asyncio4j.sync;

import asyncio4j.TimerHandle;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resources of a pool that nobody uses, longest idle first, and the timer that looks after them. Loop only.
///
/// The timer is there only while one of them can expire. It may ring too early, when who was to expire is lent again.
final class IdleResources<T> {
    private static final Duration LONG = Duration.ofDays(36500); // longer limits are not worth their overflows

    private final PoolOptions<T> options;
    private final Runnable expire;
    private final ArrayDeque<PoolSlot<T>> slots = new ArrayDeque<>();
    private @Nullable TimerHandle timer;

    IdleResources(PoolOptions<T> options, Runnable expire) {
        this.options = options;
        this.expire = expire;
    }

    int size() {
        return slots.size();
    }

    boolean contains(T value) {
        return slots.stream().anyMatch(slot -> slot.value == value);
    }

    void add(PoolSlot<T> slot) {
        slot.idleSince = Waits.now();
        slots.addLast(slot);
        watch();
    }

    /// The one that was used last, or null.
    @Nullable
    PoolSlot<T> takeLast() {
        PoolSlot<T> slot = slots.pollLast();
        watch();
        return slot;
    }

    boolean isTooOld(PoolSlot<T> slot) {
        return over(slot.born, options.maxAge());
    }

    /// Whether a slot just taken has expired: too old, or idle too long while there are enough without it.
    boolean isOver(PoolSlot<T> slot) {
        return isTooOld(slot) || slots.size() >= options.minIdle() && over(slot.idleSince, options.maxIdle());
    }

    private static boolean over(long since, @Nullable Duration limit) {
        return limit != null && left(since, limit) <= 0;
    }

    private static long left(long since, Duration limit) {
        Duration past = Duration.ofNanos(Waits.now() - since);
        return limit.compareTo(LONG) >= 0 ? LONG.toNanos() : limit.minus(past).toNanos();
    }

    /// Takes out what has expired, and leaves at least `spared` in.
    List<PoolSlot<T>> takeExpired(int spared) {
        var expired = new ArrayList<PoolSlot<T>>();
        for (PoolSlot<T> slot : List.copyOf(slots)) {
            boolean idle = slots.size() > options.minIdle() && over(slot.idleSince, options.maxIdle());
            if (slots.size() > spared && (idle || isTooOld(slot))) {
                slots.remove(slot);
                expired.add(slot);
            }
        }
        return expired;
    }

    private void watch() {
        boolean expires = !slots.isEmpty()
                && (options.maxAge() != null || options.maxIdle() != null && slots.size() > options.minIdle());
        TimerHandle t = timer;
        if (!expires && t != null) {
            t.cancel();
            timer = null;
        } else if (expires && t == null) {
            timer = Waits.later(Duration.ofNanos(untilNext()), this::ring);
        }
    }

    private void ring() {
        timer = null;
        try {
            expire.run();
        } finally {
            watch();
        }
    }

    private long untilNext() {
        long next = LONG.toNanos();
        for (PoolSlot<T> slot : slots) {
            if (options.maxAge() != null) {
                next = Math.min(next, left(slot.born, options.maxAge()));
            }
        }
        PoolSlot<T> oldest = slots.peekFirst();
        if (oldest != null && options.maxIdle() != null && slots.size() > options.minIdle()) {
            next = Math.min(next, left(oldest.idleSince, options.maxIdle()));
        }
        return next;
    }
}
