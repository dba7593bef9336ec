package asyncio4j.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/// A sample in words.
final class TopText {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final double LONG = 100; // milliseconds: a lag that is worth a colour
    private static final int WIDEST = 40;

    private TopText() {}

    enum Kind {
        TITLE,
        PLAIN,
        ALARM,
        HEAD,
        TASK
    }

    record Line(Kind kind, String text) {}

    /// All of it.
    static List<Line> lines(Sample s) {
        var lines = new ArrayList<>(summary(s));
        lines.add(new Line(Kind.PLAIN, ""));
        lines.addAll(table(s));
        return lines;
    }

    /// What is said of the process and its loops.
    static List<Line> summary(Sample s) {
        var lines = new ArrayList<Line>();
        lines.add(new Line(
                Kind.TITLE,
                "process " + s.pid() + "  " + Program.shortened(s.command()) + "  "
                        + CLOCK.format(Instant.parse(s.taken()))));
        if (s.loops().isEmpty()) {
            lines.add(new Line(Kind.PLAIN, "no loop"));
        }
        for (var loop : s.loops()) {
            lines.add(new Line(loop.lag() >= LONG ? Kind.ALARM : Kind.PLAIN, doing(loop)));
            lines.add(new Line(Kind.PLAIN, "    " + lately(loop, s.interval())));
            for (var circle : loop.circles()) {
                lines.add(new Line(
                        Kind.ALARM, "    deadlock: " + String.join(" -> ", circle) + " -> " + circle.getFirst()));
            }
        }
        var slowest = slowest(s);
        if (!slowest.isEmpty()) {
            lines.add(new Line(Kind.PLAIN, "slowest steps: " + slowest));
        }
        return lines;
    }

    private static String doing(Sample.Loop loop) {
        var text = new StringBuilder("loop " + loop.number() + " (" + loop.engine() + "): ");
        text.append(loop.state());
        if (loop.busy() >= LONG) {
            text.append(" for ").append(time(loop.busy()));
            text.append(" in ").append(loop.current() == null ? "a callback" : '"' + loop.current() + '"');
            text.append(loop.at() == null || loop.at().isEmpty() ? "" : " at " + loop.at());
        }
        var all = loop.states().values().stream().mapToInt(Integer::intValue).sum();
        text.append(", ").append(all).append(all == 1 ? " task" : " tasks");
        if (all > 0) {
            text.append(loop.states().entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", ", " (", ")")));
        }
        text.append(", ").append(loop.ready()).append(" ready, ");
        return text.append(loop.timers())
                .append(loop.timers() == 1 ? " timer" : " timers")
                .toString();
    }

    private static String lately(Sample.Loop loop, double interval) {
        return "lag " + time(loop.lag()) + ", ran " + percent(loop.ran(), interval) + ", "
                + rate(loop.steps(), interval) + " steps/s, " + rate(loop.started(), interval) + " tasks/s made, "
                + rate(loop.ended(), interval) + " ended";
    }

    private static String slowest(Sample s) {
        return s.loops().stream()
                .flatMap(loop -> loop.slowest().stream())
                .sorted(Comparator.comparingDouble(Sample.Slow::took).reversed())
                .limit(3)
                .map(slow -> time(slow.took()) + " "
                        + (slow.name() == null ? "a callback" : '"' + slow.name() + "\" (" + slow.id() + ")") + " "
                        + time(slow.ago()) + " ago")
                .collect(Collectors.joining(", "));
    }

    /// The tasks, below one line of headings; without those that a screen has no room for, `and N more` at the end.
    static List<Line> table(Sample s) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "TASK", "STATE", "RAN", "STEPS/s", "FOR", "AT", "WHAT"));
        for (var task : s.tasks()) {
            rows.add(List.of(
                    task.id(),
                    task.name(),
                    task.state(),
                    percent(task.ran(), s.interval()),
                    rate(task.steps(), s.interval()),
                    task.what() == null ? "" : time(task.waited()),
                    task.place(),
                    task.what() == null ? "" : task.what()));
        }
        var lines = new ArrayList<Line>();
        for (var text : columns(rows)) {
            lines.add(new Line(lines.isEmpty() ? Kind.HEAD : Kind.TASK, text));
        }
        var more = s.matching() - s.tasks().size();
        if (more > 0) {
            lines.add(new Line(Kind.PLAIN, "and " + more + " more"));
        }
        return lines;
    }

    /// Cells of a column are as wide as the widest, and numbers stand on the right.
    private static List<String> columns(List<List<String>> rows) {
        var width = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (var i = 0; i < width.length; i++) {
                width[i] = Math.min(WIDEST, Math.max(width[i], cells(row.get(i))));
            }
        }
        return rows.stream().map(row -> line(row, width)).toList();
    }

    private static String line(List<String> row, int[] width) {
        var line = new StringBuilder();
        for (var i = 0; i < width.length; i++) {
            var blank = " ".repeat(Math.max(0, width[i] - cells(row.get(i))));
            var number = i >= 3 && i <= 5;
            line.append(number ? blank + row.get(i) : row.get(i) + blank).append("  ");
        }
        return line.toString().stripTrailing();
    }

    /// How many cells of a terminal `text` takes.
    private static int cells(String text) {
        return new AttributedString(text).columnLength();
    }

    /// `3.2 ms`, `812 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`.
    static String time(double ms) {
        if (ms < 100) {
            return String.format(Locale.ROOT, "%.1f ms", ms);
        } else if (ms < 1000) {
            return Math.round(ms) + " ms";
        } else if (ms < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000);
        }
        var minutes = (long) (ms / 60_000);
        return minutes < 60
                ? minutes + " min " + (long) (ms / 1000) % 60 + " s"
                : minutes / 60 + " h " + minutes % 60 + " min";
    }

    private static String percent(double part, double interval) {
        return String.format(Locale.ROOT, "%.1f %%", interval <= 0 ? 0 : Math.min(100, 100 * part / interval));
    }

    private static String rate(long count, double interval) {
        return String.format(Locale.ROOT, "%,d", interval <= 0 ? 0 : Math.round(count * 1000 / interval));
    }
}
