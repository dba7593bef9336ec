package asyncio4j.inspect;

import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.TaskState;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How things are said.
final class Words {
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter LATER = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final long FAR = Duration.ofDays(36_500).toNanos(); // more is said to be that

    static final String RESULT = "the result of ";

    private Words() {}

    /// `lock "stock"`, `the result of "fetch"`, `sleep`.
    static String what(WaitTarget target) {
        return target instanceof Task<?> t ? RESULT + '"' + t.name() + "\"" : target.name();
    }

    /// `4.2 s`, `12 ms`, `3 min 20 s`, `2 h 5 min`.
    static String time(Duration d) {
        long ms = d.toMillis();
        if (ms < 1000) {
            return ms + " ms";
        } else if (ms < 60_000) {
            return ms / 1000 + "." + ms % 1000 / 100 + " s";
        } else if (ms < 3_600_000) {
            return d.toMinutes() + " min " + d.toSecondsPart() + " s";
        }
        return d.toHours() + " h " + d.toMinutesPart() + " min";
    }

    /// When the loop's clock will show `nanos`.
    static Instant moment(Instant now, long nowNanos, long nanos) {
        long left = nanos - nowNanos;
        return now.plusNanos(left < 0 && nanos > 0 && nowNanos < 0 ? FAR : Math.min(left, FAR));
    }

    /// `14:03:07`, with the date when it is not within a day.
    static String clock(Instant then) {
        boolean near = Duration.between(Instant.now(), then).abs().compareTo(Duration.ofHours(20)) < 0;
        return (near ? TODAY : LATER).format(then.atZone(ZoneId.systemDefault()));
    }

    /// `App.java:42`, the innermost frame of the program's own, or nothing.
    static String place(List<StackTraceElement> stack) {
        return place(stack.toArray(new StackTraceElement[0]));
    }

    static String place(StackTraceElement[] stack) {
        StackTraceElement f = Introspection.userFrame(stack);
        return f == null ? "" : f.getFileName() + ":" + f.getLineNumber();
    }

    /// Text of the program's for one line of a terminal: without control characters.
    static String clean(String text) {
        return text.codePoints().noneMatch(Character::isISOControl)
                ? text
                : text.codePoints()
                        .map(c -> Character.isISOControl(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /// `"a", "b" and 3 more`.
    static String names(List<TaskRef> tasks) {
        int shown = tasks.size() > 4 ? 3 : tasks.size();
        String text = tasks.stream().limit(shown).map(TaskRef::toString).collect(Collectors.joining(", "));
        return clean(shown < tasks.size() ? text + " and " + (tasks.size() - shown) + " more" : text);
    }

    /// What a task waits for, with who could end it: `lock "stock", held for 4.2 s by "refill"`.
    static String wait(WaitInfo wait, LoopInfo loop) {
        String what = clean(wait.what());
        if (wait.until() != null) {
            return what + " until " + clock(wait.until());
        } else if (wait.thread() != null) {
            return what + " on thread \"" + clean(wait.thread()) + '"';
        } else if (wait.by().isEmpty() || what.startsWith(RESULT)) {
            return what;
        } else if (wait.awaits()) {
            return what + ": " + names(wait.by());
        }
        return what + ", " + held(loop.subjects().get(wait.subject()));
    }

    /// `held for 4.2 s by "refill"`.
    static String held(Subject subject) {
        return "held" + (subject.held() == null ? "" : " for " + time(subject.held())) + " by "
                + names(subject.owners()) + (subject.abandoned() ? ", which has ended" : "");
    }

    static String state(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// `1 task`, `3 tasks`.
    static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
