package asyncio4j.inspect;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something other than a task that tasks wait for: a lock, a queue, an event.
///
/// @param number its number in the snapshot
/// @param name in words: `lock "stock"`
/// @param owners the tasks that own it; empty when nobody does, or it cannot be owned
/// @param held since when they do, null if it is not known
/// @param abandoned whether an owner has ended without giving it up: it will stay as it is for ever
/// @param waiters the tasks that wait for it, in order of creation
/// @since 0.1
public record Subject(
        int number,
        String name,
        List<TaskRef> owners,
        @Nullable Duration held,
        boolean abandoned,
        List<TaskRef> waiters) {}
