package asyncio4j.inspect;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Samples of what loops do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchTest {
    private final AsyncEvent go = new AsyncEvent();

    @Test
    void taskThatTakesMostStepsComesFirst() {
        try (var patient = Patient.of(() -> {
                    createTask("idle", () -> sleep(seconds(600)));
                    createTask("busy", () -> {
                        while (true) {
                            yieldNow();
                        }
                    });
                    sleep(seconds(600));
                });
                var watch = Watch.begin()) {
            patient.whenWaiting("idle", "sleep");
            JsonObject first = Patient.until(
                            () -> tasks(sample(watch, Watch.Order.STEPS, "")),
                            tasks -> tasks.getFirst().get("steps").getAsLong() > 100)
                    .getFirst();

            assertThat(first.get("name").getAsString()).isEqualTo("busy");
            assertThat(first.get("ran").getAsDouble()).isPositive();
        }
    }

    @Test
    void stepThatRunsCountsUpToNow() throws Exception {
        var spin = new AtomicBoolean(true);
        try (var patient = Patient.of(() -> {
                    createTask("report", () -> {
                        go.await();
                        while (spin.get()) {
                            Thread.onSpinWait();
                        }
                    });
                    sleep(seconds(600));
                });
                var watch = Watch.begin();
                AutoCloseable _ = () -> spin.set(false)) {
            patient.whenWaiting("report", "AsyncEvent");
            sample(watch, Watch.Order.BUSY, "");
            patient.loop().callSoonThreadsafe(go::set);
            JsonObject sample = Patient.until(
                    () -> sample(watch, Watch.Order.BUSY, ""),
                    s -> loop(patient, s).has("at")
                            && loop(patient, s).get("lag").getAsDouble() > 100);

            assertThat(loop(patient, sample).get("current").getAsString()).isEqualTo("report");
            assertThat(loop(patient, sample).get("at").getAsString()).startsWith("WatchTest.java:");
            assertThat(tasks(sample).getFirst().get("name").getAsString()).isEqualTo("report");
            assertThat(tasks(sample).getFirst().get("ran").getAsDouble()).isGreaterThan(50);
        }
    }

    @Test
    void slowStepIsNamedWhenItHasEnded() {
        try (var patient = Patient.of(() -> {
                    createTask("report", () -> {
                        go.await();
                        long end = System.nanoTime() + 50_000_000;
                        while (System.nanoTime() < end) {
                            Thread.onSpinWait();
                        }
                        sleep(seconds(600));
                    });
                    sleep(seconds(600));
                });
                var watch = Watch.begin()) {
            patient.whenWaiting("report", "AsyncEvent");
            sample(watch, Watch.Order.BUSY, "");
            patient.loop().callSoonThreadsafe(go::set);
            patient.whenWaiting("report", "sleep");

            JsonObject loop = loop(patient, sample(watch, Watch.Order.BUSY, ""));
            JsonObject slowest = loop.getAsJsonArray("slowest").get(0).getAsJsonObject();
            assertThat(slowest.get("name").getAsString()).isEqualTo("report");
            assertThat(slowest.get("took").getAsDouble()).isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void tasksAreFoundByNameStateNumberAndWait() {
        var lock = new AsyncLock("stock");
        try (var patient = Patient.of(() -> {
                    createTask("refill", () -> lock.with(() -> sleep(seconds(600))));
                    createTask("Checkout", () -> lock.with(() -> {}));
                    sleep(seconds(600));
                });
                var watch = Watch.begin()) {
            String key = patient.whenWaiting("Checkout", "stock").tasks().stream()
                    .filter(task -> task.ref().name().equals("Checkout"))
                    .findFirst()
                    .orElseThrow()
                    .ref()
                    .key();

            assertThat(names(sample(watch, Watch.Order.AGE, "checkOUT"))).containsExactly("Checkout");
            assertThat(names(sample(watch, Watch.Order.AGE, key)))
                    .contains("Checkout")
                    .doesNotContain("refill");
            assertThat(names(sample(watch, Watch.Order.AGE, "stock"))).containsExactly("Checkout");
            assertThat(names(sample(watch, Watch.Order.AGE, "waiting"))).contains("refill", "Checkout");
            assertThat(names(sample(watch, Watch.Order.NAME, "e"))).startsWith("Checkout");
            assertThat(tasks(sample(watch, Watch.Order.AGE, "stock"))
                            .getFirst()
                            .get("what")
                            .getAsString())
                    .matches("lock \"stock\", held for .* by \"refill\"");
        }
    }

    @Test
    void atMostSoManyTasksAreToldOfAndAllAreCounted() {
        try (var patient = Patient.of(() -> {
                    for (int i = 0; i < 20; i++) {
                        createTask("sleeper-" + i, () -> sleep(seconds(600)));
                    }
                    sleep(seconds(600));
                });
                var watch = Watch.begin()) {
            patient.whenWaiting("sleeper-19", "sleep");
            JsonObject sample = JsonParser.parseString(watch.sample(3, Watch.Order.NAME, "sleeper"))
                    .getAsJsonObject();

            assertThat(names(sample)).containsExactly("sleeper-0", "sleeper-1", "sleeper-10");
            assertThat(sample.get("matching").getAsInt()).isEqualTo(20);
            assertThat(loop(patient, sample)
                            .getAsJsonObject("states")
                            .get("waiting")
                            .getAsInt())
                    .isEqualTo(21);
        }
    }

    @Test
    void tasksThatCameAndWentAreCounted() {
        try (var patient = Patient.of(() -> {
            go.await();
            for (int i = 0; i < 7; i++) {
                createTask(() -> {}).await();
            }
            sleep(seconds(600));
        })) {
            patient.whenWaiting("Task-1", "AsyncEvent");
            try (var watch = Watch.begin()) {
                patient.loop().callSoonThreadsafe(go::set);
                patient.whenWaiting("Task-1", "sleep");

                JsonObject loop = loop(patient, sample(watch, Watch.Order.BUSY, ""));
                assertThat(loop.get("started").getAsInt()).isEqualTo(7);
                assertThat(loop.get("ended").getAsInt()).isEqualTo(7);
            }
        }
    }

    @Test
    void loopIsObservedOnlyWhileSomebodyWatches() {
        try (var patient = Patient.of(() -> sleep(seconds(600)))) {
            patient.whenWaiting("Task-1", "sleep");
            assertThat(Observed.is(patient.loop())).isFalse();
            var one = Watch.begin();
            var two = Watch.begin();
            one.close();
            assertThat(Observed.is(patient.loop())).isTrue();
            two.close();
            two.close();
            assertThat(Observed.is(patient.loop())).isFalse();
            assertThatThrownBy(() -> two.sample(1, Watch.Order.BUSY, ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("begin another");
        }
    }

    @Test
    void loopThatIsMadeLaterIsWatchedFromTheNextSampleOn() {
        try (var watch = Watch.begin();
                var patient = Patient.of(() -> sleep(seconds(600)))) {
            patient.whenWaiting("Task-1", "sleep");
            sample(watch, Watch.Order.BUSY, "");
            assertThat(Observed.is(patient.loop())).isTrue();
        }
    }

    private static JsonObject sample(Watch watch, Watch.Order order, String filter) {
        return JsonParser.parseString(watch.sample(100, order, filter)).getAsJsonObject();
    }

    private static List<JsonObject> tasks(JsonObject sample) {
        return objects(sample, "tasks");
    }

    private static List<String> names(JsonObject sample) {
        return tasks(sample).stream()
                .map(task -> task.get("name").getAsString())
                .toList();
    }

    private static JsonObject loop(Patient patient, JsonObject sample) {
        int number = Snapshot.take(patient.loop(), 0).loops().getFirst().number();
        return objects(sample, "loops").stream()
                .filter(loop -> loop.get("number").getAsInt() == number)
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonObject> objects(JsonObject in, String name) {
        return StreamSupport.stream(in.getAsJsonArray(name).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
