package asyncio4j.inspect;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A snapshot as JSON. Times are milliseconds, moments ISO 8601; what is not known is left out.
final class SnapshotJson {
    private static final int FORMAT = 1; // grows when something changes its meaning or goes

    private final Json json = new Json();

    private SnapshotJson() {}

    static String of(Snapshot snapshot) {
        return new SnapshotJson().write(snapshot);
    }

    private String write(Snapshot s) {
        json.object(() -> {
            json.field("format", FORMAT).field("taken", s.taken()).field("pid", s.pid());
            json.array("loops", s.loops(), this::loop);
        });
        return json.toString();
    }

    private void loop(LoopInfo loop) {
        json.object(() -> {
            json.field("number", loop.number()).field("engine", loop.engine());
            json.field("running", loop.running()).field("debug", loop.debug());
            time("busy", loop.busy());
            if (loop.current() != null) {
                json.field("current", loop.current().key());
            }
            stack("at", loop.at());
            json.field("ready", loop.ready()).field("timers", loop.timers());
            json.array("tasks", loop.tasks(), this::task);
            json.array("subjects", loop.subjects(), this::subject);
            json.array("circles", loop.circles(), circle -> json.list(circle, task -> json.value(task.key())));
        });
    }

    private void task(TaskInfo task) {
        json.object(() -> {
            json.field("id", task.ref().key()).field("name", task.ref().name());
            json.field("state", task.state().name().toLowerCase(Locale.ROOT));
            WaitInfo wait = task.waiting();
            if (wait != null) {
                json.name("wait").object(() -> wait(wait));
            }
            json.field("limited", task.limited()).field("held", task.held()).field("cancelling", task.cancelling());
            time("age", task.age());
            if (task.parent() != null) {
                json.field("parent", task.parent().key());
            }
            stack("created", task.created());
            if (task.steps() != null) {
                json.field("steps", task.steps());
            }
            time("busy", task.busy());
            stack("stack", task.stack());
        });
    }

    private void wait(WaitInfo wait) {
        json.field("what", wait.what());
        time("waited", wait.waited());
        refs("by", wait.by());
        json.field("any", wait.any()).field("awaits", wait.awaits());
        if (wait.subject() >= 0) {
            json.field("subject", wait.subject());
        }
        if (wait.until() != null) {
            json.field("until", wait.until());
        }
        if (wait.thread() != null) {
            json.field("thread", wait.thread());
        }
    }

    private void subject(Subject subject) {
        json.object(() -> {
            json.field("number", subject.number()).field("name", subject.name());
            refs("owners", subject.owners());
            time("held", subject.held());
            json.field("abandoned", subject.abandoned());
            refs("waiters", subject.waiters());
        });
    }

    private void refs(String name, List<TaskRef> tasks) {
        json.array(name, tasks, task -> json.value(task.key()));
    }

    private void time(String name, @Nullable Duration time) {
        if (time != null) {
            json.field(name, time.toNanos() / 1_000 / 1e3);
        }
    }

    private void stack(String name, List<StackTraceElement> frames) {
        if (!frames.isEmpty()) {
            json.array(name, frames, json::value);
        }
    }
}
