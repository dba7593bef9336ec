package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One loop in a sample of a [Watch].
///
/// @param rows the tasks that pass the filter
/// @param done steps, and the time of steps and callbacks, since the sample before
/// @param started tasks made since the sample before
/// @param ended tasks that ended since the sample before
/// @param longestPass the longest pass that ended since the sample before, in nanoseconds
/// @param slowest steps and callbacks since it is watched
/// @param now when it was taken, by [System#nanoTime]
record LoopSample(
        EventLoop loop,
        LoopInfo info,
        List<Row> rows,
        Pulse.Done done,
        long started,
        long ended,
        long longestPass,
        List<Pulse.Slow> slowest,
        long now) {
    /// A task of the sample.
    ///
    /// @param done since the sample before
    record Row(TaskInfo task, LoopInfo loop, Pulse.Done done) {
        Duration waited() {
            WaitInfo wait = task.waiting();
            return wait == null ? Duration.ZERO : wait.waited();
        }
    }

    /// How long what becomes ready may have to wait for its turn: the longest pass, be it over or not.
    Duration lag() {
        Duration over = Duration.ofNanos(longestPass);
        Duration present = info.busy();
        return present != null && present.compareTo(over) > 0 ? present : over;
    }

    Map<TaskState, Integer> states() {
        var states = new EnumMap<TaskState, Integer>(TaskState.class);
        info.tasks().forEach(task -> states.merge(task.state(), 1, Integer::sum));
        return states;
    }

    /// Where the tasks with these numbers are; those that have ended meanwhile are not in it.
    Map<Integer, String> places(Set<Integer> ids) {
        var places = new HashMap<Integer, String>();
        for (Task<?> task : Introspection.tasks(loop)) {
            int id = Introspection.id(task);
            if (ids.contains(id)) {
                places.put(id, Words.place(task.stack()));
            }
        }
        return places;
    }
}
