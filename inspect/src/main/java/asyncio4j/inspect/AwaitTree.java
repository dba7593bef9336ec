package asyncio4j.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tasks with those whose end they wait for below them. A task that several wait for is shown in full once.
final class AwaitTree {
    private static final int DEEPEST = 60; // further down, lines are not moved to the right any more

    private final LoopInfo loop;
    private final StringBuilder out;
    private final Map<TaskRef, TaskInfo> tasks = new HashMap<>();
    private final Set<TaskRef> shown = new HashSet<>();
    private final ArrayDeque<Line> next = new ArrayDeque<>(); // a stack: chains may be too long for recursion
    private int left;

    /// @param indent what stands before its first line
    /// @param below what stands before the lines below it
    private record Line(TaskRef task, String indent, String below, int depth) {}

    private AwaitTree(LoopInfo loop, int most, StringBuilder out) {
        this.loop = loop;
        this.out = out;
        left = most;
        loop.tasks().forEach(task -> tasks.put(task.ref(), task));
    }

    static String of(Snapshot snapshot, int most) {
        var out = new StringBuilder();
        for (LoopInfo loop : snapshot.loops()) {
            LoopLine.head(loop, out);
            new AwaitTree(loop, most, out).print();
            LoopLine.circles(loop, out);
        }
        return out.toString();
    }

    private void print() {
        var awaited = new HashSet<TaskRef>();
        loop.awaits().forEach(edge -> awaited.add(edge.to()));
        for (boolean roots : new boolean[] {true, false}) { // then what is left: circles
            for (TaskInfo task : loop.tasks()) {
                if (!shown.contains(task.ref()) && awaited.contains(task.ref()) != roots) {
                    next.push(new Line(task.ref(), "", "", 0));
                    printFrom();
                }
            }
        }
        int unseen = loop.tasks().size() - shown.size();
        if (unseen > 0) {
            out.append("and ").append(unseen).append(" more\n");
        }
    }

    private void printFrom() {
        while (!next.isEmpty() && left > 0) {
            left--;
            Line line = next.pop();
            TaskInfo task = tasks.get(line.task);
            out.append(line.indent).append(Words.clean(line.task.name()));
            if (task == null) {
                out.append(": has ended\n");
            } else if (!shown.add(line.task)) {
                out.append(": see above\n");
            } else {
                out.append(text(task)).append('\n');
                pushChildren(task, line);
            }
        }
        next.clear();
    }

    private void pushChildren(TaskInfo task, Line line) {
        WaitInfo wait = task.waiting();
        if (wait == null || !wait.awaits()) {
            return;
        }
        boolean deep = line.depth >= DEEPEST;
        var lines = new ArrayList<Line>();
        List<TaskRef> children = wait.by();
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            String here = line.below + (deep ? "" : last ? "└─ " : "├─ ");
            lines.add(new Line(children.get(i), here, line.below + (deep ? "" : last ? "   " : "│  "), line.depth + 1));
        }
        lines.reversed().forEach(next::push);
    }

    private String text(TaskInfo task) {
        WaitInfo wait = task.waiting();
        String place = task.place().isEmpty() ? "" : " (" + task.place() + ")";
        if (wait == null) {
            return ": " + Words.state(task.state()) + place;
        }
        String what = wait.awaits() ? Words.clean(wait.what()) : Words.wait(wait, loop);
        return ": " + Words.time(wait.waited()) + " in " + what + place;
    }
}
