package asyncio4j.inspect;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// What the text forms say of a loop: its head line, and its circles.
final class LoopLine {
    static final Duration LONG = Duration.ofMillis(100); // a step that takes more is worth a word

    private LoopLine() {}

    static void head(LoopInfo loop, StringBuilder out) {
        out.append("loop ")
                .append(loop.number())
                .append(" (")
                .append(loop.engine())
                .append("): ");
        out.append(doing(loop)).append(", ").append(Words.count(loop.tasks().size(), "task"));
        if (loop.ready() > 0) {
            out.append(", ").append(loop.ready()).append(" ready");
        }
        if (loop.timers() > 0) {
            out.append(", ").append(Words.count(loop.timers(), "timer"));
        }
        out.append('\n');
    }

    private static String doing(LoopInfo loop) {
        Duration busy = loop.busy();
        if (!loop.running()) {
            return "does not run";
        } else if (busy == null) {
            return "asleep";
        } else if (busy.compareTo(LONG) < 0) {
            return "busy";
        }
        return "busy for " + Words.time(busy) + culprit(loop);
    }

    private static String culprit(LoopInfo loop) {
        if (loop.at().isEmpty()) {
            return "";
        }
        String place = Words.place(loop.at());
        String who = loop.current() == null
                ? "a callback"
                : Words.clean(loop.current().toString());
        return " in " + who + (place.isEmpty() ? "" : " at " + place);
    }

    static void circles(LoopInfo loop, StringBuilder out) {
        for (List<TaskRef> circle : loop.circles()) {
            out.append("deadlock: ")
                    .append(circle.stream()
                            .map(TaskRef::toString)
                            .map(Words::clean)
                            .collect(Collectors.joining(" -> ")))
                    .append(" -> ")
                    .append(Words.clean(circle.getFirst().toString()))
                    .append('\n');
        }
    }
}
