package asyncio4j.inspect;

import asyncio4j.Engine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One loop in a snapshot.
///
/// @param number its number in the JVM, as in the name of its thread
/// @param engine how it runs stacks
/// @param running whether it is being run
/// @param debug whether debug mode is on
/// @param busy for how long its present pass has lasted, null while it waits for something to do
/// @param current the task whose step runs, null if none does
/// @param at where the step or callback is that runs, innermost frame first; empty if none does
/// @param ready how many steps and callbacks wait for their turn
/// @param timers how many timers are set
/// @param tasks the unfinished tasks, in order of creation
/// @param subjects what they wait for that is neither a task nor a sleep
/// @param circles tasks that wait for each other in a circle and will do so for ever; each was read twice
/// @since 0.1
public record LoopInfo(
        int number,
        Engine engine,
        boolean running,
        boolean debug,
        @Nullable Duration busy,
        @Nullable TaskRef current,
        List<StackTraceElement> at,
        int ready,
        int timers,
        List<TaskInfo> tasks,
        List<Subject> subjects,
        List<List<TaskRef>> circles) {
    /// The await graph: who waits for the end of which task.
    public List<Edge> awaits() {
        return edges(true);
    }

    /// The wait-for graph: who waits for what only certain tasks can bring about, their ends included.
    public List<Edge> waitsFor() {
        return edges(false);
    }

    private List<Edge> edges(boolean awaitsOnly) {
        return tasks.stream()
                .<Edge>mapMulti((task, out) -> {
                    WaitInfo wait = task.waiting();
                    if (wait != null && (wait.awaits() || !awaitsOnly)) {
                        wait.by().forEach(to -> out.accept(new Edge(task.ref(), to, wait.what())));
                    }
                })
                .toList();
    }
}
