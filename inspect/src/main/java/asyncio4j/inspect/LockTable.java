package asyncio4j.inspect;

import java.util.HashMap;
import java.util.Map;

/// What tasks wait for that is neither a task nor a sleep: who owns it, who waits.
final class LockTable {
    static final int SUBJECTS = 100; // shown at most
    static final int WAITERS = 5; // shown at most of each

    private LockTable() {}

    static String of(Snapshot snapshot) {
        var out = new StringBuilder();
        for (LoopInfo loop : snapshot.loops()) {
            LoopLine.head(loop, out);
            if (loop.subjects().isEmpty()) {
                out.append("nobody waits for a lock or the like\n");
            }
            var tasks = new HashMap<TaskRef, TaskInfo>();
            loop.tasks().forEach(task -> tasks.put(task.ref(), task));
            loop.subjects().stream().limit(SUBJECTS).forEach(subject -> print(subject, tasks, out));
            int left = loop.subjects().size() - SUBJECTS;
            if (left > 0) {
                out.append("and ").append(left).append(" more\n");
            }
            LoopLine.circles(loop, out);
        }
        return out.toString();
    }

    private static void print(Subject subject, Map<TaskRef, TaskInfo> tasks, StringBuilder out) {
        out.append(Words.clean(subject.name()));
        if (!subject.owners().isEmpty()) {
            out.append(", ").append(Words.held(subject));
            if (subject.abandoned()) {
                out.append(" without releasing it");
            }
        }
        out.append(": ").append(Words.count(subject.waiters().size(), "waiter")).append('\n');
        var columns = new Columns();
        for (TaskRef waiter :
                subject.waiters().subList(0, Math.min(WAITERS, subject.waiters().size()))) {
            TaskInfo task = tasks.get(waiter);
            WaitInfo wait = task == null ? null : task.waiting();
            columns.row(
                    "   ",
                    waiter.key(),
                    waiter.name(),
                    wait == null ? "" : Words.time(wait.waited()),
                    task == null ? "" : task.place());
        }
        columns.print(out);
        int left = subject.waiters().size() - WAITERS;
        if (left > 0) {
            out.append("     and ").append(left).append(" more\n");
        }
    }
}
