package asyncio4j.inspect;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.sync.AsyncEvent;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces, as the tools that show them would read them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceTest {
    private final AsyncEvent go = new AsyncEvent();
    private final AsyncEvent answered = new AsyncEvent();

    @Test
    void stepsWaitsAndWhoWokeWhom() {
        List<JsonObject> events = record(() -> {
            createTask("asks \"who\"", () -> {
                go.await();
                answered.await();
            });
            createTask("answers", () -> {
                go.await();
                answered.set();
            });
            sleep(seconds(600));
        });

        JsonObject wakes = only(events, e -> is(e, "ph", "s"));
        JsonObject goesOn = only(events, e -> is(e, "ph", "f"));
        assertThat(step(events, "answers", wakes)).isTrue();
        assertThat(step(events, "asks \"who\"", goesOn)).isTrue();
        assertThat(wakes.get("id")).isEqualTo(goesOn.get("id"));
        assertThat(wakes.get("ts").getAsDouble())
                .isLessThanOrEqualTo(goesOn.get("ts").getAsDouble());

        String id = only(events, e -> is(e, "ph", "b") && is(e, "name", "asks \"who\""))
                .get("id")
                .getAsString();
        assertThat(events.stream().filter(e -> is(e, "cat", "task") && is(e, "id", id)))
                .extracting(e -> e.get("ph").getAsString() + " " + e.get("name").getAsString())
                .containsExactly(
                        "b asks \"who\"",
                        "b AsyncEvent.await",
                        "e AsyncEvent.await",
                        "b AsyncEvent.await",
                        "e AsyncEvent.await",
                        "e asks \"who\"");
    }

    @Test
    void everyAsynchronousEventThatBeginsEndsNotEarlier() {
        List<JsonObject> events = record(() -> {
            createTask("first", () -> go.await());
            createTask(
                    "second",
                    () -> createTask("third", () -> sleep(seconds(0.001))).await());
            sleep(seconds(600));
        });

        var open = new HashMap<String, Double>();
        for (JsonObject event : events) {
            if (is(event, "cat", "task")) {
                String key = event.get("id") + " " + event.get("name");
                double at = event.get("ts").getAsDouble();
                if (is(event, "ph", "b")) {
                    assertThat(open.put(key, at)).isNull();
                } else {
                    assertThat(open.remove(key)).isLessThanOrEqualTo(at);
                }
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void waitThatBeganBeforeAndGoesOnIsInIt() {
        List<JsonObject> events = record(() -> {
            createTask("patient one", () -> sleep(seconds(600)));
            sleep(seconds(600));
        });

        String id = only(events, e -> is(e, "ph", "b") && is(e, "name", "patient one"))
                .get("id")
                .getAsString();
        assertThat(events).anyMatch(e -> is(e, "ph", "b") && is(e, "id", id) && is(e, "name", "sleep"));
    }

    @Test
    void loopsAndTheProcessHaveNames() {
        List<JsonObject> events = record(() -> sleep(seconds(600)));

        assertThat(events).anyMatch(e -> is(e, "name", "process_name"));
        assertThat(events.stream().filter(e -> is(e, "name", "thread_name")))
                .extracting(e -> e.getAsJsonObject("args").get("name").getAsString())
                .anyMatch(name -> name.matches("loop \\d+ \\((SCHEDULER|BATON)\\)"));
    }

    @Test
    void traceThatGetsTooLongIsCutAndSaysSo() {
        try (var patient = Patient.of(() -> {
                    createTask("busy", () -> {
                        while (true) {
                            yieldNow();
                        }
                    });
                    sleep(seconds(600));
                });
                var trace = Trace.begin(50)) {
            patient.whenWaiting("Task-1", "sleep");
            try (var watch = Watch.begin()) { // until far more has happened than it may keep
                Patient.until(() -> steps(watch), steps -> steps > 1000);
            }

            JsonObject all = JsonParser.parseString(trace.end()).getAsJsonObject();
            assertThat(all.getAsJsonObject("otherData").get("cut").getAsString())
                    .contains("50 events", "allow more");
            assertThat(events(all).stream().filter(e -> is(e, "ph", "X"))).hasSizeBetween(1, 50);
            assertThat(events(all)).anyMatch(e -> is(e, "ph", "i"));
        }
    }

    @Test
    void endedTraceLeavesNothingOnTheLoop() {
        try (var patient = Patient.of(() -> sleep(seconds(600)))) {
            patient.whenWaiting("Task-1", "sleep");
            var trace = Trace.begin(10);
            assertThat(Observed.is(patient.loop())).isTrue();
            trace.end();
            assertThat(Observed.is(patient.loop())).isFalse();
            assertThatThrownBy(trace::end)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("begin another");
        }
        assertThatThrownBy(() -> Trace.begin(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long steps(Watch watch) {
        return JsonParser.parseString(watch.sample(1, Watch.Order.STEPS, "busy"))
                .getAsJsonObject()
                .getAsJsonArray("tasks")
                .get(0)
                .getAsJsonObject()
                .get("steps")
                .getAsLong();
    }

    /** Records a program from before it is told to go until all it does then is done. */
    private List<JsonObject> record(Action main) {
        try (var patient = Patient.of(main)) {
            patient.whenWaiting("Task-1", "sleep");
            patient.when(loop -> loop.ready() == 0 && loop.tasks().stream().allMatch(task -> task.waiting() != null));
            try (var trace = Trace.begin(10_000)) {
                patient.loop().callSoonThreadsafe(go::set);
                patient.when(loop -> loop.tasks().stream()
                        .allMatch(task ->
                                task.waiting() != null && !task.waiting().what().equals("AsyncEvent.await")));
                return events(JsonParser.parseString(trace.end()).getAsJsonObject());
            }
        }
    }

    private static List<JsonObject> events(JsonObject trace) {
        return StreamSupport.stream(trace.getAsJsonArray("traceEvents").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static boolean is(JsonObject event, String field, String value) {
        return event.has(field) && event.get(field).getAsString().equals(value);
    }

    private static JsonObject only(List<JsonObject> events, Predicate<JsonObject> wanted) {
        List<JsonObject> found = events.stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** Whether the arrow's end is within a step of that task. */
    private static boolean step(List<JsonObject> events, String task, JsonObject arrow) {
        double at = arrow.get("ts").getAsDouble();
        return events.stream()
                .filter(e -> is(e, "cat", "step") && is(e, "name", task))
                .anyMatch(e -> e.get("ts").getAsDouble() <= at
                        && at <= e.get("ts").getAsDouble() + e.get("dur").getAsDouble() + 0.01);
    }
}
