package asyncio4j.inspect;

import static asyncio4j.Asyncio.asCompleted;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.TaskState;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a snapshot holds, and what taking one does to the program. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotTest {
    private static final Duration LONG = seconds(1000);

    @Test
    void everyStateOfATask() {
        var states = new ArrayList<String>();
        Asyncio.run(() -> {
            createTask("sleeper", () -> sleep(LONG));
            createTask("ready", () -> {
                while (true) {
                    yieldNow();
                }
            });
            yieldNow();
            createTask("new", () -> {});
            for (TaskInfo t : Snapshot.take(Asyncio.getRunningLoop(), 0)
                    .loops()
                    .getFirst()
                    .tasks()) {
                states.add(t.ref().name() + " " + t.state());
            }
        });
        assertThat(states).containsExactly("Task-1 RUNNING", "sleeper WAITING", "ready READY", "new NEW");
    }

    @Test
    void sleepEndsAtItsMoment() {
        var before = Instant.now();
        var info = Asyncio.run(() -> {
            createTask("sleeper", () -> sleep(LONG));
            yieldNow();
            return Snapshot.take(Asyncio.getRunningLoop(), 0)
                    .loops()
                    .getFirst()
                    .tasks()
                    .getLast();
        });
        assertThat(info.waiting().until())
                .isBetween(before.plus(LONG), Instant.now().plus(LONG));
        assertThat(info.waiting().what()).isEqualTo("sleep");
        assertThat(info.waiting().by()).isEmpty();
    }

    @Test
    void groupWaitsForItsChildren() {
        var event = new AsyncEvent();
        try (var patient = Patient.of(() -> taskGroup((TaskGroup tg) -> {
            tg.createTask("child", () -> event.await());
            tg.createTask("other", () -> event.await());
        }))) {
            var loop = patient.when(l -> l.waitsFor().size() == 2);

            assertThat(loop.awaits())
                    .extracting(e -> e.from().name() + " -> " + e.to().name())
                    .containsExactlyInAnyOrder("Task-1 -> child", "Task-1 -> other");
            assertThat(Snapshot.take(patient.loop(), 9).tree(9).lines().skip(1))
                    .satisfiesExactly(
                            root -> assertThat(root).startsWith("Task-1: ").contains("in the tasks of a TaskGroup"),
                            child -> assertThat(child).startsWith("├─ child: ").contains("in AsyncEvent.await"),
                            other -> assertThat(other).startsWith("└─ other: ").contains("in AsyncEvent.await"));
        }
    }

    @Test
    void debugModeKnowsWhoMadeATaskAndWhere() {
        var line = new AtomicReference<String>();
        try (var patient = Patient.debugged(() -> createTask("parent", () -> {
                    line.set(Here.line(1));
                    createTask("child", () -> sleep(LONG)).await();
                })
                .await())) {
            var child = patient.whenWaiting("child", "sleep").tasks().getLast();

            assertThat(child.parent()).extracting(TaskRef::name).isEqualTo("parent");
            assertThat(Words.place(child.created())).isEqualTo(line.get());
            assertThat(child.age()).isBetween(Duration.ZERO, seconds(60));
        }
    }

    @Test
    void withoutDebugModeNobodyKnows() {
        try (var patient = Patient.of(() -> sleep(LONG))) {
            var main = patient.whenWaiting("Task-1", "sleep").tasks().getFirst();

            assertThat(main.age()).isNull();
            assertThat(main.parent()).isNull();
            assertThat(main.created()).isEmpty();
            assertThat(main.steps()).isNull();
        }
    }

    @Test
    void meterCountsStepsAndTheirTime() {
        try (var patient = Patient.of(() -> sleep(LONG))) {
            try (var _ = Meter.on(patient.loop())) {
                patient.loop()
                        .callSoonThreadsafe(() -> patient.loop().createTask("worker", () -> {
                            for (int i = 0; i < 5; i++) {
                                long end = System.nanoTime() + 2_000_000;
                                while (System.nanoTime() < end) {
                                    Thread.onSpinWait();
                                }
                                yieldNow();
                            }
                            sleep(LONG);
                        }));
                var worker = patient.whenWaiting("worker", "sleep").tasks().getLast();

                assertThat(worker.steps()).isEqualTo(6);
                assertThat(worker.busy()).isBetween(millis(10), seconds(20));
            }
            assertThat(patient.whenWaiting("worker", "sleep").tasks().getLast().steps())
                    .isNull();
        }
    }

    @Test
    void lookingOnIsNoHandThatCouldWakeALoop() throws Exception {
        var reported = new CountDownLatch(1);
        var logger = Logger.getLogger("asyncio4j");
        Filter before = logger.getFilter();
        logger.setFilter(message -> {
            if (message.getMessage().contains("nothing can run any more")) {
                reported.countDown();
            }
            return false;
        });
        try (var _ = Patient.unobserved(() -> {
            Snapshot.take(10).table(10);
            Why.explain(Asyncio.currentTask());
            new AsyncEvent().await();
        })) {
            assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            logger.setFilter(before);
        }
    }

    @Test
    void busyProgramMayBeLookedAtAllTheTime() {
        var lock = new AsyncLock("busy");
        var finished = new AtomicBoolean();
        try (var patient = Patient.of(() -> {
            for (int round = 0; !finished.get(); round++) {
                taskGroup((TaskGroup tg) -> {
                    for (int i = 0; i < 20; i++) {
                        tg.createTask(() -> lock.with(() -> yieldNow()));
                    }
                });
                gather(() -> sleep(millis(1)), () -> yieldNow());
                var many = new ArrayList<Task<Void>>();
                for (int i = 0; i < 20; i++) {
                    many.add(createTask(() -> yieldNow()));
                }
                for (var next : asCompleted(many)) {
                    next.await();
                }
            }
        })) {
            for (int i = 0; i < 2_000; i++) {
                var snapshot = Snapshot.take(patient.loop(), 5);
                assertThat(snapshot.loops())
                        .allSatisfy(l -> assertThat(l.circles()).isEmpty());
                assertThat(snapshot.table(5) + snapshot.tree(5) + snapshot.locks() + snapshot.toJson())
                        .isNotEmpty();
                for (Task<?> task :
                        Introspection.tasks(patient.loop()).stream().limit(3).toList()) {
                    assertThat(Why.explain(task)).doesNotContain("circle");
                }
            }
            finished.set(true);
        }
    }

    @Test
    void aHundredThousandTasks() {
        var never = new AsyncEvent();
        try (var patient = Patient.of(() -> {
            for (int i = 0; i < 50_000; i++) {
                createTask(() -> never.await());
                createTask(() -> sleep(LONG));
            }
            sleep(LONG);
        })) {
            patient.when(l ->
                    l.tasks().size() == 100_001 && l.tasks().getLast().state() == TaskState.WAITING && l.ready() == 0);
            var took = Duration.ofDays(1);
            for (int i = 0; i < 10; i++) {
                long begin = System.nanoTime();
                var loop = Snapshot.take(patient.loop(), 0).loops().getFirst();
                var now = Duration.ofNanos(System.nanoTime() - begin);
                took = now.compareTo(took) < 0 ? now : took;
                assertThat(loop.tasks()).hasSize(100_001);
            }
            assertThat(took).isLessThan(seconds(1)); // the target is 100 ms
        }
    }

    @Test
    void namesMayHoldAnything() {
        String json = Asyncio.run(() -> {
            createTask("a \"b\" \\ \n \u001b[31m \ud800 ü", () -> sleep(LONG));
            yieldNow();
            var snapshot = Snapshot.take(Asyncio.getRunningLoop(), 0);
            assertThat(snapshot.table(10)).doesNotContain("\u001b").contains("a \"b\" \\ ? ?[31m");
            return snapshot.toJson();
        });
        assertThat(json).contains("\"name\":\"a \\\"b\\\" \\\\ \\n \\u001b[31m \\ud800 ü\"");
    }

    @Test
    void sleepThatEndsWhileItIsReadIsNoFailure() {
        var reads = new AtomicInteger();
        WaitTarget sleep = new WaitTarget() {
            @Override
            public String name() {
                return "nap";
            }

            @Override
            public OptionalLong endsAt() {
                return reads.getAndIncrement() % 2 == 0 ? OptionalLong.of(0) : OptionalLong.empty();
            }
        };
        try (var patient = Patient.of(() -> Waits.park(sleep))) {
            patient.whenWaiting("Task-1", "nap");
            for (int i = 0; i < 4; i++) {
                assertThat(Snapshot.take(1).table(10)).contains("nap");
                assertThat(Why.explain(patient.task("Task-1"))).contains("Task-1");
            }
        }
    }

    @Test
    void closedLoopsAreNotShown() {
        var loop = Asyncio.newEventLoop();
        assertThat(Introspection.loops()).contains(loop);
        loop.close();
        assertThat(Introspection.loops()).doesNotContain(loop);
    }
}
