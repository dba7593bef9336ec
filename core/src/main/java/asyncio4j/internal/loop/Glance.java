package asyncio4j.internal.loop;

import java.util.OptionalLong;

/// What others may see of a loop while it runs. Any thread; racy.
public final class Glance {
    private Glance() {}

    /// Its number, as in the name of its thread.
    public static int number(LoopCore core) {
        return core.number;
    }

    /// Whether it waits for something to do.
    public static boolean asleep(LoopCore core) {
        return core.polling.asleep();
    }

    /// When `timer` is due, in nanoseconds of the loop's clock; empty when it is not scheduled.
    public static OptionalLong due(LoopCore core, TimerEntry timer) {
        return core.timers.timeOf(timer);
    }

    /// How many items are in the ready queue.
    public static int ready(LoopCore core) {
        return core.ready.size();
    }
}
