package asyncio4j.inspect;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.spi.TaskState;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that hang, and the line that does it, named. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SickProgramsTest {
    private static final Duration LONG = seconds(1000);

    @Test
    void twoLocksTakenInOppositeOrder() throws Exception {
        var a = new AsyncLock("a");
        var b = new AsyncLock("b");
        var lines = new AtomicReference<String>();
        try (var patient = Patient.of(() -> gather(
                createTask("one", () -> {
                    try (var _ = a.hold()) {
                        yieldNow();
                        lines.set(Here.line(1));
                        b.acquire();
                    }
                }),
                createTask("two", () -> {
                    try (var _ = b.hold()) {
                        yieldNow();
                        a.acquire();
                    }
                })))) {
            patient.whenWaiting("one", "b");
            patient.whenWaiting("two", "a");
            var loop = patient.when(l -> !l.circles().isEmpty());

            assertThat(loop.circles()).hasSize(1);
            assertThat(loop.circles().getFirst()).extracting(TaskRef::name).containsExactlyInAnyOrder("one", "two");
            assertThat(Why.explain(patient.task("one")))
                    .startsWith("\"one\" waits for lock \"b\" (" + lines.get() + ") held for ")
                    .contains(" by \"two\",\nwhich waits for lock \"a\" (", " by \"one\"")
                    .endsWith(": a circle, so none of them will ever go on");
            assertThat(Snapshot.take(patient.loop(), 10).locks()).contains("deadlock: \"");
        }
    }

    @Test
    void lockThatItsOwnerForgotToRelease() throws Exception {
        var stock = new AsyncLock("stock");
        var line = new AtomicReference<String>();
        try (var patient = Patient.of(() -> {
            createTask("forgetful", stock::acquire).await();
            createTask("checkout", () -> {
                        line.set(Here.line(1));
                        stock.acquire();
                    })
                    .await();
        })) {
            patient.whenWaiting("checkout", "stock");

            assertThat(Why.explain(patient.task("Task-1")))
                    .startsWith("\"Task-1\" waits for the result of \"checkout\" (SickProgramsTest.java:")
                    .contains(",\nwhich waits for lock \"stock\" (" + line.get() + ") held for ")
                    .endsWith(" by \"forgetful\",\nwhich has ended without releasing it: nobody will");
            assertThat(Snapshot.take(patient.loop(), 10).locks())
                    .contains("lock \"stock\", held for ", " by \"forgetful\", which has ended without releasing it")
                    .contains(line.get());
        }
    }

    @Test
    void starvationByATaskThatKeepsTheLock() throws Exception {
        var printer = new AsyncLock("printer");
        try (var patient = Patient.of(() -> {
            var hog = createTask(
                    "hog",
                    () -> printer.with(() -> {
                        while (true) {
                            sleep(millis(1));
                        }
                    }));
            for (int i = 1; i <= 3; i++) {
                createTask("starving-" + i, () -> printer.with(() -> {}));
            }
            hog.await();
        })) {
            var loop = patient.when(l -> l.subjects().size() == 1
                    && l.subjects().getFirst().waiters().size() == 3);

            var lock = loop.subjects().getFirst();
            assertThat(lock.owners()).extracting(TaskRef::name).containsExactly("hog");
            assertThat(lock.waiters())
                    .extracting(TaskRef::name)
                    .containsExactly("starving-1", "starving-2", "starving-3");
            assertThat(lock.abandoned()).isFalse();
            assertThat(loop.circles()).isEmpty();
            assertThat(Why.explain(patient.task("starving-2"))).contains("held for ", " by \"hog\"");
        }
    }

    @Test
    void loopHeldUpByComputing() throws Exception {
        var line = new AtomicReference<String>();
        var stop = new AtomicBoolean();
        try (var patient = Patient.of(() -> {
            var victim = createTask("victim", () -> sleep(millis(1)));
            createTask("cruncher", () -> {
                line.set(Here.line(1));
                while (!stop.get()) Thread.onSpinWait();
            });
            victim.await();
        })) {
            var loop = patient.when(l -> l.busy() != null && l.busy().toMillis() > 300);

            assertThat(loop.current()).extracting(TaskRef::name).isEqualTo("cruncher");
            assertThat(Words.place(loop.at())).isEqualTo(line.get());
            var snapshot = Snapshot.take(patient.loop(), 10);
            assertThat(snapshot.table(10)).contains(": busy for ", " in \"cruncher\" at " + line.get());
            assertThat(Why.explain(patient.task("cruncher")))
                    .matches("\"cruncher\" runs for .* now and holds up its loop \\(" + line.get() + "\\)");
            stop.set(true);
        }
    }

    @Test
    void blockingCallOfTheJdk() throws Exception {
        var line = new AtomicReference<String>();
        var gate = new CountDownLatch(1);
        try (var patient = Patient.of(() -> {
            var blocker = createTask("blocker", () -> {
                line.set(Here.line(1));
                gate.await();
            });
            blocker.await();
        })) {
            if (patient.loop().engine() == Engine.SCHEDULER) { // it waits alone
                patient.when(l -> l.tasks().size() == 2 && l.tasks().getLast().state() == TaskState.BLOCKED);
                assertThat(Why.explain(patient.task("Task-1")))
                        .endsWith(",\nwhich blocks in a call that is not asyncio4j's (" + line.get() + ")");
            } else { // it holds its loop up
                patient.when(l -> l.busy() != null && l.busy().toMillis() > 300);
                assertThat(Why.explain(patient.task("Task-1")))
                        .contains(",\nwhich runs for ")
                        .endsWith(" now and holds up its loop (" + line.get() + ")");
            }
            gate.countDown();
        }
    }

    @Test
    void loopHeldUpByACallback() throws Exception {
        var stop = new AtomicBoolean();
        var line = new AtomicReference<String>();
        try (var patient = Patient.of(() -> {
            getRunningLoop().callSoon(() -> {
                line.set(Here.line(1));
                while (!stop.get()) Thread.onSpinWait();
            });
            createTask("kept", () -> {}).await();
        })) {
            patient.when(l -> l.busy() != null && l.busy().toMillis() > 300);

            assertThat(Why.explain(patient.task("kept")))
                    .contains("\"kept\" has not begun, but its loop is held up by a callback, which runs for ")
                    .endsWith("(" + line.get() + ")");
            stop.set(true);
        }
    }

    @Test
    void leakedTasksThatNobodyAwaits() throws Exception {
        var line = new AtomicReference<String>();
        var never = new AsyncEvent();
        try (var patient = Patient.of(() -> {
            for (int i = 0; i < 500; i++) {
                createTask(() -> {
                    line.set(Here.line(1));
                    never.await();
                });
            }
            sleep(LONG);
        })) {
            var loop = patient.when(l -> l.subjects().size() == 1
                    && l.subjects().getFirst().waiters().size() == 500);

            var table = new Snapshot(Instant.now(), 1, List.of(loop)).table(100);
            assertThat(table).contains(line.get(), "and 401 more: 401 waiting for AsyncEvent.await");
            assertThat(loop.awaits()).isEmpty();
        }
    }

    @Test
    void slowConsumerHoldsItsProducersBack() throws Exception {
        var queue = new AsyncQueue<Integer>(10);
        try (var patient = Patient.of(() -> {
            createTask("consumer", () -> {
                while (true) {
                    queue.get();
                    sleep(LONG);
                }
            });
            for (int i = 0; i < 20; i++) {
                createTask("producer-" + i, () -> queue.put(1));
            }
            sleep(LONG);
        })) {
            patient.when(l -> l.subjects().size() == 1
                    && l.subjects().getFirst().waiters().size() == 9);

            assertThat(Snapshot.take(patient.loop(), 100).locks()).contains("AsyncQueue.put: 9 waiters", "producer-11");
            assertThat(Why.explain(patient.task("producer-15")))
                    .contains("waits for AsyncQueue.put (SickProgramsTest.java:");
            assertThat(Why.explain(patient.task("consumer"))).startsWith("\"consumer\" sleeps until ");
        }
    }

    @Test
    void chainOfFiftyTasksThatAwaitOneAnother() throws Exception {
        var line = new AtomicReference<String>();
        try (var patient = Patient.of(() -> {
            Task<?> last = createTask("link-0", () -> {
                line.set(Here.line(1));
                toThread(() -> new CountDownLatch(1).await());
            });
            for (int i = 1; i < 50; i++) {
                Task<?> before = last;
                last = createTask("link-" + i, () -> before.await());
            }
            last.await();
        })) {
            var loop = patient.when(l -> l.waitsFor().size() == 50
                    && l.tasks().stream()
                            .anyMatch(t -> t.waiting() != null && t.waiting().thread() != null));

            var why = Why.explain(patient.task("link-49"));
            assertThat(why.lines()).hasSize(50);
            assertThat(why.lines().toList().getLast())
                    .startsWith("which waits for toThread (" + line.get() + ") on thread \"asyncio4j-worker-")
                    .contains("which is at SickProgramsTest.java:");
            assertThat(loop.awaits()).hasSize(50);
            var tree = Snapshot.take(patient.loop(), 100).tree(1000).lines().toList();
            assertThat(tree).hasSize(52);
            assertThat(tree.getLast())
                    .startsWith("   ".repeat(49) + "└─ link-0: ")
                    .contains(line.get());
        }
    }

    @Test
    void wakeUpThatGotLost() throws Exception {
        var line = new AtomicReference<String>();
        try (var patient = Patient.of(() -> {
            var slots = new AsyncSemaphore(1);
            createTask("borrower", slots::acquire).await(); // and never gives it back
            createTask("next", () -> {
                        line.set(Here.line(1));
                        slots.acquire();
                    })
                    .await();
        })) {
            patient.whenWaiting("next", "AsyncSemaphore");

            assertThat(Why.explain(patient.task("next")))
                    .startsWith("\"next\" waits for AsyncSemaphore.acquire (" + line.get() + ") for ")
                    .endsWith(" now: any task or callback could end that, and none has");
        }
    }

    @Test
    void tasksOfAGatherThatHaveNotEnded() throws Exception {
        try (var patient = Patient.of(() -> gather(
                createTask("quick", () -> {}), createTask("slow", () -> sleep(LONG)), createTask("slower", () -> {
                    yieldNow();
                    sleep(LONG);
                })))) {
            var loop = patient.when(
                    l -> l.tasks().stream().filter(t -> t.waiting() != null).count() == 3);

            assertThat(loop.awaits()).extracting(e -> e.to().name()).containsExactly("slow", "slower");
            assertThat(Why.explain(patient.task("Task-1")))
                    .contains("waits for gather (", "), for 2 tasks, one of them \"slow\",\nwhich sleeps until ");
        }
    }

    @Test
    void taskUnderATimeoutIsNoPartOfADeadlock() throws Exception {
        var a = new AsyncLock("a");
        var b = new AsyncLock("b");
        try (var patient = Patient.of(() -> gather(
                createTask(
                        "one",
                        () -> a.with(() -> {
                            yieldNow();
                            timeout(LONG, () -> b.acquire());
                        })),
                createTask(
                        "two",
                        () -> b.with(() -> {
                            yieldNow();
                            a.acquire();
                        }))))) {
            patient.whenWaiting("one", "b");
            var loop = patient.whenWaiting("two", "a");

            assertThat(loop.circles()).isEmpty();
            assertThat(loop.tasks())
                    .filteredOn(TaskInfo::limited)
                    .extracting(t -> t.ref().name(), TaskInfo::state)
                    .containsExactly(tuple("one", TaskState.WAITING));
            assertThat(Why.explain(patient.task("one")))
                    .contains("by \"two\", until a timeout ends that,\nwhich waits")
                    .endsWith(": a circle, which a timeout, a cancellation or another task may still open");
        }
    }
}
