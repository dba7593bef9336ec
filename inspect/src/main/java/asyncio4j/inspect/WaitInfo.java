package asyncio4j.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task waits for.
///
/// @param what in words: `lock "stock"`, `sleep`, `the result of "fetch"`
/// @param waited for how long already
/// @param by the tasks that could end it; empty when anybody could
/// @param any whether one of them is enough, else it takes them all
/// @param awaits whether it waits for those tasks to end, rather than for something they own
/// @param subject the number of what is waited for in the snapshot's [LoopInfo#subjects()], -1 for a task or a sleep
/// @param until when it ends by itself, null if it does not
/// @param thread the thread outside the loop whose work ends it, null if none is known
/// @since 0.1
public record WaitInfo(
        String what,
        Duration waited,
        List<TaskRef> by,
        boolean any,
        boolean awaits,
        int subject,
        @Nullable Instant until,
        @Nullable String thread) {}
