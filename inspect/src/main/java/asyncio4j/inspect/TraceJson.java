package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.inspect.Recorder.Ended;
import asyncio4j.inspect.Recorder.Event;
import asyncio4j.inspect.Recorder.Made;
import asyncio4j.inspect.Recorder.Step;
import asyncio4j.inspect.Recorder.Wait;
import asyncio4j.spi.Introspection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A trace in Chrome's trace event format:
/// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
///
/// Each loop is a thread, on which the steps of tasks and callbacks are slices. Each task is an asynchronous event
/// around one for each of its waits. Arrows go from the step that woke a task to the step in which it went on.
final class TraceJson {
    private static final long PID = ProcessHandle.current().pid();

    private final Json json = new Json();
    private final long began;
    private final long ended;
    private int arrows;

    TraceJson(long began, long ended) {
        this.began = began;
        this.ended = ended;
    }

    String write(Map<EventLoop, Recorder> recorders, Budget budget) {
        json.object(() -> {
            json.field("displayTimeUnit", "ms");
            json.name("otherData").object(() -> {
                json.field("seconds", (ended - began) / 1_000 / 1e6);
                if (budget.spent() != 0) {
                    json.field("cut", cut(budget));
                }
            });
            json.array("traceEvents", recorders.entrySet(), entry -> loop(entry.getKey(), entry.getValue(), budget));
        });
        return json.toString();
    }

    private String cut(Budget budget) {
        return String.format(
                Locale.ROOT,
                "cut after %.3f s, when there were %d events: record for a shorter time, or allow more",
                (budget.spent() - began) / 1e9,
                budget.events());
    }

    private void loop(EventLoop loop, Recorder recorder, Budget budget) {
        int number = Introspection.view(loop).number();
        named("process_name", 0, "asyncio4j " + PID);
        named("thread_name", number, "loop " + number + " (" + loop.engine() + ")");
        List<Event> events = recorder.events(ended);
        if (budget.spent() != 0) {
            event(
                    "i",
                    "the trace ends here: " + cut(budget),
                    "note",
                    budget.spent(),
                    number,
                    () -> json.field("s", "g"));
        }
        var tasks = new LinkedHashMap<Task<?>, Life>();
        for (Event event : events) {
            switch (event) {
                case Made(Task<?> task, Task<?> by, long at) -> tasks.put(task, new Life(at, ended, by));
                case Ended(Task<?> task, long at) ->
                    tasks.merge(task, new Life(began, at, null), (a, b) -> new Life(a.begin, at, a.by));
                case Wait wait -> tasks.putIfAbsent(wait.task(), new Life(began, ended, null));
                case Step step -> step(step, number);
            }
        }
        // Within a task the order counts where times are the same: its begin first, its end last.
        tasks.forEach((task, life) -> task("b", task, task.name(), life.begin, number, life.by));
        for (Event event : events) {
            if (event instanceof Wait wait) {
                wait(wait, number);
            }
        }
        tasks.forEach((task, life) -> task("e", task, task.name(), life.end, number, null));
    }

    /// @param by the task that made it, if that is known
    private record Life(long begin, long end, @Nullable Task<?> by) {}

    private void step(Step step, int loop) {
        Task<?> task = step.task();
        String name = task != null
                ? task.name()
                : step.callback() != null ? step.callback().toString() : "callback";
        event("X", name, task != null ? "step" : "callback", step.begin(), loop, () -> {
            json.field("dur", micros(step.end() - step.begin()));
            if (task != null) {
                json.name("args")
                        .object(() -> json.field("task", TaskRef.of(task).key()));
            }
        });
    }

    private void wait(Wait wait, int loop) {
        long end = wait.woken() == 0 ? wait.end() : wait.woken();
        task("b", wait.task(), wait.what(), wait.begin(), loop, null);
        task("e", wait.task(), wait.what(), end, loop, null);
        if (wait.woken() != 0 && wait.by() != null) {
            int arrow = ++arrows;
            event("s", "wakes", "wake", wait.woken(), loop, () -> json.field("id", arrow));
            event(
                    "f",
                    "wakes",
                    "wake",
                    wait.end(),
                    loop,
                    () -> json.field("id", arrow).field("bp", "e"));
        }
    }

    private void task(String phase, Task<?> task, String name, long at, int loop, @Nullable Task<?> by) {
        event(phase, name, "task", at, loop, () -> {
            json.field("id", TaskRef.of(task).key());
            if (by != null) {
                json.name("args")
                        .object(() -> json.field("made by", TaskRef.of(by).toString()));
            }
        });
    }

    private void named(String what, int thread, String name) {
        json.object(() -> {
            json.field("ph", "M").field("name", what).field("pid", PID).field("tid", thread);
            json.name("args").object(() -> json.field("name", name));
        });
    }

    private void event(String phase, String name, String category, long at, int loop, Runnable more) {
        json.object(() -> {
            json.field("ph", phase).field("name", name).field("cat", category);
            json.field("ts", micros(at - began)).field("pid", PID).field("tid", loop);
            more.run();
        });
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }
}
