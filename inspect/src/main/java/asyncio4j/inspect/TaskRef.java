package asyncio4j.inspect;

import asyncio4j.Task;
import asyncio4j.spi.Introspection;

/// Stands for a task in a snapshot.
///
/// @param loop the number of its loop
/// @param id its number in that loop
/// @param name its name when it was read
/// @since 0.1
public record TaskRef(int loop, int id, String name) {
    static TaskRef of(Task<?> task) {
        int loop = Introspection.view(Introspection.loopOf(task)).number();
        return new TaskRef(loop, Introspection.id(task), task.name());
    }

    /// The two numbers, which name one task where names do not: `1.17`.
    public String key() {
        return loop + "." + id;
    }

    @Override
    public String toString() {
        return '"' + name + '"';
    }
}
