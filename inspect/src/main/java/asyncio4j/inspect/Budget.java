package asyncio4j.inspect;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How many events a trace may still take. Any thread.
final class Budget {
    private final int events;
    private final AtomicInteger left;
    private final AtomicLong spent = new AtomicLong(); // when the first event was refused, 0 if none was

    Budget(int events) {
        this.events = events;
        left = new AtomicInteger(events);
    }

    int events() {
        return events;
    }

    /// Whether one more may be kept.
    boolean take() {
        if (left.get() > 0 && left.getAndDecrement() > 0) {
            return true;
        }
        if (spent.get() == 0) {
            spent.compareAndSet(0, System.nanoTime());
        }
        return false;
    }

    /// When the first event was refused, by [System#nanoTime]; 0 if none was.
    long spent() {
        return spent.get();
    }
}
