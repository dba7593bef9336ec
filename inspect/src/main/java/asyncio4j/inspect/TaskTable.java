package asyncio4j.inspect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The tasks of a snapshot, one per line.
final class TaskTable {
    private TaskTable() {}

    static String of(Snapshot snapshot, int most) {
        var out = new StringBuilder();
        for (LoopInfo loop : snapshot.loops()) {
            LoopLine.head(loop, out);
            var columns = new Columns();
            columns.row("ID", "TASK", "STATE", "FOR", "AT", "WHAT");
            loop.tasks().stream().limit(most).forEach(task -> columns.row(row(task, loop)));
            columns.print(out);
            rest(loop, most, out);
            LoopLine.circles(loop, out);
        }
        return out.toString();
    }

    private static String[] row(TaskInfo task, LoopInfo loop) {
        WaitInfo wait = task.waiting();
        return new String[] {
            task.ref().key(),
            task.ref().name(),
            Words.state(task.state()),
            wait == null ? "" : Words.time(wait.waited()),
            task.place(),
            wait == null ? "" : Words.wait(wait, loop)
        };
    }

    /// Those that are not shown, counted by what they do.
    private static void rest(LoopInfo loop, int most, StringBuilder out) {
        int left = loop.tasks().size() - most;
        if (left <= 0) {
            return;
        }
        Map<String, Long> counts = loop.tasks().stream()
                .skip(most)
                .collect(Collectors.groupingBy(TaskTable::kind, LinkedHashMap::new, Collectors.counting()));
        String kinds = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(10)
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        out.append("and ").append(left).append(" more: ").append(kinds).append('\n');
    }

    private static String kind(TaskInfo task) {
        WaitInfo wait = task.waiting();
        if (wait == null) {
            return Words.state(task.state());
        }
        String what = wait.what().startsWith(Words.RESULT) ? "other tasks" : Words.clean(wait.what());
        return "waiting for " + what;
    }
}
