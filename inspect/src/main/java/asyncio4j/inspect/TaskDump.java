package asyncio4j.inspect;

/// The tasks of a snapshot with their stacks, as a thread dump shows threads.
final class TaskDump {
    private TaskDump() {}

    static String of(Snapshot snapshot) {
        var out = new StringBuilder();
        for (LoopInfo loop : snapshot.loops()) {
            LoopLine.head(loop, out);
            frames(loop.at(), out);
            loop.tasks().forEach(task -> print(task, loop, out));
            LoopLine.circles(loop, out);
        }
        return out.toString();
    }

    private static void print(TaskInfo task, LoopInfo loop, StringBuilder out) {
        WaitInfo wait = task.waiting();
        out.append('\n')
                .append(task.ref().key())
                .append(' ')
                .append(Words.clean(task.ref().toString()));
        out.append(": ").append(Words.state(task.state()));
        if (wait != null) {
            out.append(" for ").append(Words.time(wait.waited())).append(" in ").append(Words.wait(wait, loop));
        }
        out.append(task.limited() ? ", until a timeout ends that" : "");
        out.append(task.cancelling() > 0 ? ", asked to stop" : "");
        out.append(task.held() > 0 ? ", owns " + Words.count(task.held(), "lock") : "")
                .append('\n');
        if (task.parent() != null) {
            out.append("    made by ").append(Words.clean(task.parent().toString()));
            out.append(" at ").append(Words.place(task.created())).append('\n');
        }
        if (task.steps() != null && task.busy() != null) {
            out.append("    ran for ").append(Words.time(task.busy())).append(" in ");
            out.append(Words.count((int) Math.min(Integer.MAX_VALUE, task.steps()), "step"))
                    .append('\n');
        }
        frames(task.stack(), out);
    }

    private static void frames(Iterable<StackTraceElement> stack, StringBuilder out) {
        stack.forEach(frame -> out.append("    at ").append(frame).append('\n'));
    }
}
