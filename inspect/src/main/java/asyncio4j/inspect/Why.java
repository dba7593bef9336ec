package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.LoopView;
import asyncio4j.spi.TaskState;
import asyncio4j.spi.TaskView;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Why a task does not go on: walks from it to the task that could end its wait, and so on, one line per hop.
///
/// ```text
/// "checkout-17" waits for lock "stock" (Stock.java:40) held for 4.2 s by "refill",
/// which waits for the result of "fetch-prices" (Refill.java:12),
/// which sleeps until 14:03:07 (Prices.java:9)
/// ```
///
/// @since 0.1
public final class Why {
    private static final int TRIES = 5;
    private static final int SHOWN = 200;

    private final EventLoop loop;
    private final List<Hop> path = new ArrayList<>();
    /// @param owners who could end the wait
    /// @param next the one of them to follow: of those that wait, who has done so longest; else the first
    private record Hop(
            Task<?> task,
            TaskView view,
            List<Task<?>> owners,
            @Nullable Task<?> next) {
        static Hop of(Task<?> task) {
            TaskView view = Introspection.view(task);
            List<Task<?>> owners = Reading.owners(view.target());
            Task<?> next = owners.stream()
                    .min(Comparator.comparingLong(Hop::waitsSince))
                    .orElse(null);
            return new Hop(task, view, owners, next);
        }

        boolean unchanged() {
            return view.state() == TaskState.WAITING
                    ? Reading.sameWait(task, view, owners)
                    : Introspection.view(task).state() == view.state();
        }

        private static long waitsSince(Task<?> owner) {
            TaskView view = Introspection.view(owner);
            return view.state() == TaskState.WAITING ? view.since() : Long.MAX_VALUE;
        }
    }

    private Why(EventLoop loop) {
        this.loop = loop;
    }

    /// Explains `task`. Any thread; the path is read twice, and read anew when it has changed meanwhile.
    public static String explain(Task<?> task) {
        String text = "";
        for (int i = 0; i < TRIES; i++) {
            var why = new Why(Introspection.loopOf(task));
            String end = why.walk(task);
            text = why.text(end);
            if (why.path.stream().allMatch(Hop::unchanged)) {
                return text;
            }
        }
        return text + "\n(it went on while this was read)";
    }

    /// Follows the waits; returns what is to be said where they end.
    private String walk(Task<?> begin) {
        var seen = new HashSet<Task<?>>();
        Task<?> task = begin;
        while (seen.add(task)) {
            Hop hop = Hop.of(task);
            path.add(hop);
            WaitTarget target = hop.view.target();
            if (target == null || hop.next == null) {
                return "";
            }
            task = hop.next;
            if (task.isDone()) {
                return target.outlivesOwner() ? ",\nwhich has ended without releasing it: nobody will" : "";
            }
        }
        Task<?> again = task;
        return path.stream().dropWhile(hop -> hop.task != again).allMatch(hop -> Circles.isFirm(hop.view, hop.owners))
                ? ": a circle, so none of them will ever go on"
                : ": a circle, which a timeout, a cancellation or another task may still open";
    }

    private String text(String end) {
        var out = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            if (i < SHOWN || i >= path.size() - SHOWN) {
                out.append(i == 0 ? name(path.getFirst().task) : ",\nwhich")
                        .append(' ')
                        .append(says(path.get(i)));
            } else if (i == SHOWN) {
                out.append(",\nwhich waits for ")
                        .append(path.size() - 2 * SHOWN)
                        .append(" others, one after the other");
            }
        }
        return out.append(end).toString();
    }

    /// What one task does, without its name.
    private String says(Hop hop) {
        String place = Words.place(hop.task.stack());
        String at = place.isEmpty() ? "" : " (" + place + ")";
        return switch (hop.view.state()) {
            case NEW -> "has not begun" + heldUp();
            case READY -> "is ready to go on" + at + heldUp();
            case RUNNING -> "runs" + (lasting().isEmpty() ? "" : lasting() + " and holds up its loop") + at;
            case BLOCKED -> "blocks in a call that is not asyncio4j's" + at;
            case DONE -> "has ended";
            case WAITING -> waits(hop, at) + (hop.view.limited() ? ", until a timeout ends that" : "");
        };
    }

    private String waits(Hop hop, String at) {
        WaitTarget target = Objects.requireNonNull(hop.view.target());
        Thread worker = target.worker();
        OptionalLong end = target.endsAt(); // read once: the sleep may be over the next moment
        if (end.isPresent()) {
            long now = Introspection.view(loop).now();
            var until = Words.moment(Instant.now(), now, end.getAsLong());
            return "sleeps until " + Words.clock(until) + at;
        } else if (worker != null) {
            String there = Words.place(worker.getStackTrace());
            return "waits for " + target.name() + at + " on thread \"" + Words.clean(worker.getName()) + '"'
                    + (there.isEmpty() ? "" : ", which is at " + there);
        } else if (hop.owners.isEmpty()) {
            return "waits for " + Words.clean(target.name()) + at + " for " + waited(hop)
                    + " now: any task or callback could end that, and none has";
        }
        return "waits for " + owned(hop, target, at);
    }

    private String owned(Hop hop, WaitTarget target, String at) {
        Task<?> next = Objects.requireNonNull(hop.next);
        String what = Words.clean(Words.what(target));
        if (target == next) {
            return what + at;
        } else if (target.outlivesOwner()) {
            var since = target.ownedSince();
            String held = since.isEmpty() ? "" : " for " + elapsed(since.getAsLong());
            return what + at + " held" + held + " by " + name(next);
        } else if (hop.owners.size() == 1) {
            return what + at + ", for " + name(next);
        }
        String need = target.endsWithAny() ? " any of " : " ";
        return what + at + ", for" + need + hop.owners.size() + " tasks, one of them " + name(next);
    }

    private String waited(Hop hop) {
        return elapsed(hop.view.since());
    }

    private String elapsed(long since) {
        return Words.time(Duration.ofNanos(Math.max(0, Introspection.view(loop).now() - since)));
    }

    /// For how long the step that runs has lasted, if that is worth a word.
    private String lasting() {
        LoopView view = Introspection.view(loop);
        var busy = Duration.ofNanos(view.busy());
        return busy.compareTo(LoopLine.LONG) < 0 ? "" : " for " + Words.time(busy) + " now";
    }

    /// Who keeps the loop from a task that could go on.
    private String heldUp() {
        LoopView view = Introspection.view(loop);
        Thread thread = view.thread();
        if (!loop.isRunning()) {
            return ", but its loop does not run";
        } else if (thread == null || lasting().isEmpty()) {
            return "";
        }
        String who = view.current() == null ? "a callback" : name(view.current());
        String place = Words.place(Reading.at(view, thread));
        return ", but its loop is held up by " + who + ", which runs" + lasting()
                + (place.isEmpty() ? "" : " (" + place + ")");
    }

    private static String name(Task<?> task) {
        return '"' + Words.clean(task.name()) + '"';
    }
}
