package asyncio4j.internal.loop;

import asyncio4j.spi.LoopClock;

/// The loop's clock, and the time of the present pass.
///
/// Reading the machine's clock takes a sixth of the time of a short pass. So while nothing needs the time, several
/// short passes share one reading, which is then a few steps old.
final class PassClock {
    private static final int SHARED = 8; // steps

    private final LoopClock clock;
    private long time; // loop only
    private int steps = SHARED; // loop only: since the clock was read

    PassClock(LoopClock clock) {
        this.clock = clock;
    }

    /// Now. Any thread.
    long nanos() {
        return clock.nanos();
    }

    /// When the present pass began. Loop only.
    long passTime() {
        return time;
    }

    /// A pass begins.
    ///
    /// @param exactly whether its time matters
    void begin(boolean exactly) {
        if (exactly || steps >= SHARED || clock != LoopClock.SYSTEM) {
            time = clock.nanos();
            steps = 0;
        }
    }

    /// The pass takes `n` steps.
    void steps(int n) {
        steps += n;
    }

    /// The loop was at rest: the next pass reads the clock.
    void stale() {
        steps = SHARED;
    }
}
