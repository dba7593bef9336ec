package asyncio4j.spi;

import asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// What can be seen of a loop from outside, as of one moment.
///
/// @param number its number in this JVM, from 1 on; its thread is called `asyncio4j-loop-` and this
/// @param asleep whether it waits for something to do
/// @param current the task whose step runs, null if none does
/// @param thread the thread on which a step or callback runs, null if none does
/// @param ready how many steps and callbacks wait for their turn
/// @param timers how many timers are set
/// @param passBegan when its present or last pass began, in nanoseconds of its clock
/// @param now the present time of its clock, in nanoseconds
/// @since 0.1
public record LoopView(
        int number,
        boolean asleep,
        @Nullable Task<?> current,
        @Nullable Thread thread,
        int ready,
        int timers,
        long passBegan,
        long now) {
    /// For how many nanoseconds the pass has lasted that the present step or callback belongs to; 0 if none runs.
    public long busy() {
        return thread == null || asleep ? 0 : Math.max(0, now - passBegan); // between steps the pass may be an old one
    }
}
