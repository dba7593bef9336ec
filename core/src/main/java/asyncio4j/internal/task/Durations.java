package asyncio4j.internal.task;

import java.time.Duration;

/// Conversions between durations, seconds and the nanoseconds of a loop's clock; what is too large means "never".
final class Durations {
    static final long NEVER = Long.MAX_VALUE / 2;
    private static final Duration LONGEST = Duration.ofNanos(NEVER);

    private Durations() {}

    static long nanos(Duration d) {
        if (d.compareTo(LONGEST) >= 0) {
            return NEVER;
        }
        return d.isNegative() && d.getSeconds() < -(NEVER / 1_000_000_000) ? -NEVER : d.toNanos();
    }

    /// The moment `delay` after `now`.
    static long after(long now, long delay) {
        return now > NEVER - delay && delay > 0 ? NEVER : now + delay;
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /// Nanoseconds of a loop time; saturates.
    static long moment(double seconds) {
        return (long) Math.max(-NEVER, Math.min(NEVER, Math.rint(seconds * 1e9)));
    }

    static Duration ofSeconds(double n) {
        if (Double.isNaN(n)) {
            throw new IllegalArgumentException("seconds(NaN)");
        }
        if (Math.abs(n) >= 9e18) {
            return Duration.ofSeconds(n > 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
        }
        double whole = Math.floor(n);
        return Duration.ofSeconds((long) whole, Math.round((n - whole) * 1e9));
    }

    /// For people: `1.5 s`.
    static String text(Duration d) {
        double s = d.getSeconds() + d.getNano() / 1e9;
        return (s == Math.rint(s) && Math.abs(s) < 1e15 ? Long.toString((long) s) : Double.toString(s)) + " s";
    }
}
