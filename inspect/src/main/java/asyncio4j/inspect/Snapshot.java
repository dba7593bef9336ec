package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.spi.Introspection;
import java.time.Instant;
import java.util.List;

/// What the loops of this JVM do at one moment.
///
/// ```java
/// System.out.println(Snapshot.take(100).table());
/// ```
///
/// Any thread may take one. The loop is not asked for help and not held up, so this works while it is blocked. What
/// goes on meanwhile may be read half before and half after; circles are read twice, and certain.
///
/// @param taken when it was begun
/// @param pid the process
/// @param loops the loops that are not closed, in order of creation
/// @since 0.1
public record Snapshot(Instant taken, long pid, List<LoopInfo> loops) {
    /// Of all loops, without stacks.
    public static Snapshot take() {
        return take(0);
    }

    /// Of all loops, with the stacks of the first `stacks` tasks of each (4 to 8 microseconds per stack); if that is
    /// not 0,
    /// also of the first few tasks that wait for each lock or the like.
    public static Snapshot take(int stacks) {
        return of(Introspection.loops(), stacks);
    }

    /// Of one loop; stacks as in [#take(int)].
    public static Snapshot take(EventLoop loop, int stacks) {
        return of(List.of(loop), stacks);
    }

    private static Snapshot of(List<EventLoop> loops, int stacks) {
        var taken = Instant.now();
        var infos = loops.stream()
                .filter(loop -> !loop.isClosed())
                .map(loop -> new Reading(loop, stacks).info())
                .toList();
        return new Snapshot(taken, ProcessHandle.current().pid(), infos);
    }

    /// Everything, as one JSON object.
    public String toJson() {
        return SnapshotJson.of(this);
    }

    /// The tasks, one per line, at most `most` of each loop.
    public String table(int most) {
        return TaskTable.of(this, most);
    }

    /// The tasks as a tree: below each those whose end it waits for; at most `most` lines per loop.
    public String tree(int most) {
        return AwaitTree.of(this, most);
    }

    /// The tasks with all that is known of them, stacks included, in the form of a thread dump.
    public String dump() {
        return TaskDump.of(this);
    }

    /// What tasks wait for that is neither a task nor a sleep, with owners and waiters.
    public String locks() {
        return LockTable.of(this);
    }
}
