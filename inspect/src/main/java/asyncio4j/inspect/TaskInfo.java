package asyncio4j.inspect;

import asyncio4j.spi.TaskState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One task in a snapshot. What only debug mode or a [Meter] knows is null or empty without.
///
/// @param ref which one
/// @param state what it does
/// @param waiting what it waits for, null unless it is WAITING
/// @param limited whether a timeout around it will end its wait
/// @param held how many locks and the like it owns
/// @param cancelling how many requests to cancel it has
/// @param age since when it exists (debug mode)
/// @param parent the task that made it (debug mode)
/// @param created where it was made, innermost frame first (debug mode)
/// @param steps how many steps it took (metered)
/// @param busy how long those took together (metered)
/// @param stack where it is, innermost frame first; empty when stacks were not asked for
/// @since 0.1
public record TaskInfo(
        TaskRef ref,
        TaskState state,
        @Nullable WaitInfo waiting,
        boolean limited,
        int held,
        int cancelling,
        @Nullable Duration age,
        @Nullable TaskRef parent,
        List<StackTraceElement> created,
        @Nullable Long steps,
        @Nullable Duration busy,
        List<StackTraceElement> stack) {
    /// `App.java:42`, the innermost frame of the program's own; empty when it is not known.
    public String place() {
        return Words.place(stack);
    }
}
