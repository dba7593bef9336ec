package asyncio4j.inspect;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.sync.AsyncLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder gets to see. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FlightEventsTest {
    private static final List<String> ALL = List.of(
            "asyncio4j.TaskCreated",
            "asyncio4j.TaskParked",
            "asyncio4j.TaskResumed",
            "asyncio4j.TaskFinished",
            "asyncio4j.SlowStep",
            "asyncio4j.Deadlock");

    @TempDir
    Path folder;

    /** The first loop of a JVM runs for a moment before anything is found that listens. */
    @BeforeEach
    void untilLoopsAreObserved() throws Exception {
        List<RecordedEvent> seen = List.of();
        while (seen.isEmpty()) {
            seen = recorded(
                    Map.of(), () -> run(() -> createTask(() -> yieldNow()).await()));
        }
    }

    @Test
    void lifeOfATask() throws Exception {
        var events = recorded(
                Map.of(),
                () -> run(() -> createTask("sleeper", () -> sleep(millis(20))).await()));

        var sleeper = events.stream()
                .filter(e -> "sleeper".equals(e.getString("task")))
                .toList();
        assertThat(sleeper)
                .extracting(e -> e.getEventType().getName())
                .containsExactly(
                        "asyncio4j.TaskCreated",
                        "asyncio4j.TaskParked",
                        "asyncio4j.TaskResumed",
                        "asyncio4j.TaskFinished");
        assertThat(sleeper.get(0).getString("creator")).endsWith(".0");
        assertThat(sleeper.get(1).getString("target")).isEqualTo("sleep");
        assertThat(sleeper.get(2).getDuration("waited")).isGreaterThan(Duration.ofMillis(15));
        assertThat(sleeper.get(3).getString("outcome")).isEqualTo("result");
        assertThat(sleeper.get(1).getStackTrace().getFrames())
                .anyMatch(f -> f.getMethod().getType().getName().contains("FlightEventsTest"));
        assertThat(sleeper.get(0).getEventType().getCategoryNames()).containsExactly("asyncio4j");
    }

    @Test
    void outcomes() throws Exception {
        var events = recorded(
                Map.of(),
                () -> run(() -> {
                    var cancelled = createTask("cancelled", () -> sleep(millis(10_000)));
                    var failed = createTask("failed", () -> {
                        throw new IllegalStateException();
                    });
                    yieldNow();
                    cancelled.cancel();
                    gatherSettled(cancelled, failed);
                }));
        assertThat(events)
                .filteredOn(e -> e.getEventType().getName().equals("asyncio4j.TaskFinished"))
                .extracting(e -> e.getString("task") + " " + e.getString("outcome"))
                .contains("cancelled cancelled", "failed failed");
    }

    @Test
    void stepThatKeepsTheLoop() throws Exception {
        var events = recorded(
                Map.of("asyncio4j.SlowStep#threshold", "30 ms"),
                () -> run(() -> createTask("cruncher", () -> spin(millis(60))).await()));

        assertThat(events)
                .filteredOn(e -> e.getEventType().getName().equals("asyncio4j.SlowStep"))
                .filteredOn(e -> e.getString("task").equals("cruncher"))
                .singleElement()
                .satisfies(e -> assertThat(e.getDuration()).isGreaterThan(millis(55)));
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void circle() throws Exception {
        var a = new AsyncLock("a");
        var b = new AsyncLock("b");
        var events = recorded(Map.of(), () -> {
            try (var patient = Patient.of(() -> {
                var one = createTask(
                        "one",
                        () -> a.with(() -> {
                            yieldNow();
                            b.acquire();
                        }));
                createTask(
                        "two",
                        () -> b.with(() -> {
                            yieldNow();
                            a.acquire();
                        }));
                one.await();
            })) {
                patient.when(l -> !l.circles().isEmpty());
            }
        });
        assertThat(events)
                .filteredOn(e -> e.getEventType().getName().equals("asyncio4j.Deadlock"))
                .singleElement()
                .satisfies(e -> assertThat(e.getString("circle")).contains("lock \"a\"", "lock \"b\"", "one", "two"));
    }

    @Test
    void nothingUnlessItIsAskedFor() throws Exception {
        try (var recording = new Recording()) {
            recording.start();
            run(() -> createTask(() -> yieldNow()).await());
            recording.stop();
            assertThat(events(recording)).isEmpty();
        }
    }

    private List<RecordedEvent> recorded(Map<String, String> settings, Action program) throws Exception {
        try (var recording = new Recording()) {
            ALL.forEach(recording::enable);
            var all = new HashMap<>(recording.getSettings());
            all.putAll(settings);
            recording.setSettings(all);
            recording.start();
            program.run();
            recording.stop();
            return events(recording);
        }
    }

    private List<RecordedEvent> events(Recording recording) throws Exception {
        var file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().startsWith("asyncio4j."))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }
}
