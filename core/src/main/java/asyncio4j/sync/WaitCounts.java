package asyncio4j.sync;

import java.time.Duration;

/// What a [WaitQueue] counts. Written on the loop when a wait ends; read from any thread, a moment late.
final class WaitCounts {
    private long granted;
    private long cancelled;
    private long total; // nanoseconds
    private long longest;

    void ended(boolean taken, long nanos) {
        if (taken) {
            granted++;
        } else {
            cancelled++;
        }
        total += nanos;
        longest = Math.max(longest, nanos);
    }

    WaitStatistics with(int waiting) {
        return new WaitStatistics(waiting, granted, cancelled, Duration.ofNanos(total), Duration.ofNanos(longest));
    }
}
