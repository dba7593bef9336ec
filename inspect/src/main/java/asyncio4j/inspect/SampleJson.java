package asyncio4j.inspect;

import asyncio4j.inspect.Pulse.Slow;
import asyncio4j.spi.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A sample of a [Watch] as JSON. Times are milliseconds, moments ISO 8601; what is not known is left out.
final class SampleJson {
    private static final int FORMAT = 1; // grows when something changes its meaning or goes

    private final Json json = new Json();

    private SampleJson() {}

    static String of(Instant taken, long interval, List<LoopSample> loops, int most, Comparator<LoopSample.Row> order) {
        return new SampleJson().write(taken, interval, loops, most, order);
    }

    private String write(
            Instant taken, long interval, List<LoopSample> loops, int most, Comparator<LoopSample.Row> order) {
        List<LoopSample.Row> rows = loops.stream()
                .flatMap(loop -> loop.rows().stream())
                .sorted(order)
                .toList();
        List<LoopSample.Row> shown = rows.stream().limit(most).toList();
        Map<TaskRef, String> places = places(loops, shown);
        json.object(() -> {
            json.field("format", FORMAT).field("taken", taken);
            json.field("pid", ProcessHandle.current().pid());
            json.field("command", Words.clean(System.getProperty("sun.java.command", "")));
            time("interval", interval);
            json.array("loops", loops, this::loop);
            json.field("matching", rows.size());
            json.array(
                    "tasks",
                    shown,
                    row -> task(row, places.getOrDefault(row.task().ref(), "")));
        });
        return json.toString();
    }

    private static Map<TaskRef, String> places(List<LoopSample> loops, List<LoopSample.Row> shown) {
        var places = new HashMap<TaskRef, String>();
        for (LoopSample loop : loops) {
            Map<Integer, TaskRef> wanted = shown.stream()
                    .map(row -> row.task().ref())
                    .filter(ref -> ref.loop() == loop.info().number())
                    .collect(Collectors.toMap(TaskRef::id, ref -> ref));
            loop.places(wanted.keySet()).forEach((id, place) -> places.put(wanted.get(id), place));
        }
        return places;
    }

    private void loop(LoopSample loop) {
        LoopInfo info = loop.info();
        json.object(() -> {
            json.field("number", info.number()).field("engine", info.engine());
            Duration busy = info.busy();
            json.field("state", !info.running() ? "stopped" : busy == null ? "asleep" : "busy");
            if (busy != null) {
                time("busy", busy.toNanos());
            }
            if (info.current() != null) {
                json.field("current", Words.clean(info.current().name()));
            }
            if (!info.at().isEmpty()) {
                json.field("at", Words.place(info.at()));
            }
            json.field("ready", info.ready()).field("timers", info.timers());
            Map<TaskState, Integer> states = loop.states();
            json.name("states").object(() -> states.forEach((state, n) -> json.field(Words.state(state), n)));
            json.field("steps", loop.done().steps());
            time("ran", loop.done().nanos());
            json.field("started", loop.started()).field("ended", loop.ended());
            time("lag", loop.lag().toNanos());
            json.array("circles", info.circles(), circle -> json.list(circle, task -> json.value(task.key())));
            json.array("slowest", loop.slowest(), slow -> slow(slow, loop.now()));
        });
    }

    private void slow(Slow slow, long now) {
        json.object(() -> {
            if (slow.task() != null) {
                json.field("id", slow.task().key())
                        .field("name", Words.clean(slow.task().name()));
            }
            time("took", slow.nanos());
            time("ago", Math.max(0, now - slow.end()));
        });
    }

    private void task(LoopSample.Row row, String place) {
        TaskInfo task = row.task();
        json.object(() -> {
            json.field("id", task.ref().key())
                    .field("name", Words.clean(task.ref().name()));
            json.field("state", Words.state(task.state()));
            time("ran", row.done().nanos());
            json.field("steps", row.done().steps());
            WaitInfo wait = task.waiting();
            if (wait != null) {
                time("waited", wait.waited().toNanos());
                json.field("what", Words.wait(wait, row.loop()));
            }
            json.field("place", place);
        });
    }

    private void time(String name, long nanos) {
        json.field(name, nanos / 1_000 / 1e3);
    }
}
