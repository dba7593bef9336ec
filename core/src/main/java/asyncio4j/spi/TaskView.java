package asyncio4j.spi;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What can be seen of a task from outside, as of one moment.
///
/// @param id its number among the tasks and futures of its loop, in order of creation
/// @param target what it waits for, null unless it is WAITING
/// @param since since when, in nanoseconds of the loop's clock; of no meaning unless it is WAITING
/// @param limited whether it will give up waiting by itself, because of a timeout around it
/// @param held how many locks and the like it owns; 127 stands for more
/// @param cancelling how many requests to cancel it has
/// @param created when it was made, in nanoseconds of the loop's clock, if that was in debug mode
/// @param creator the id of the task that made it, if a task did and that was in debug mode
/// @since 0.1
public record TaskView(
        int id,
        TaskState state,
        @Nullable WaitTarget target,
        long since,
        boolean limited,
        int held,
        int cancelling,
        OptionalLong created,
        OptionalInt creator) {}
