package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.Awaitable;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks: made, awaited, interleaved. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskProgramsTest {
    private final Trail out = new Trail();

    private String fetch(String what) {
        sleep(seconds(1));
        return what;
    }

    private void work(String starts, String ends, double howLong) {
        out.add(starts);
        sleep(seconds(howLong));
        out.add(ends);
    }

    @Test
    void oneCoroutineAwaitedByAnother() { // P01
        run(() -> {
            Awaitable<String> fetch = () -> sleep(millis(10), "Data");
            out.add(fetch.await());
        });
        out.is("Data");
    }

    @Test
    void twoTasksOverlap() { // P02
        Loops.virtual(() -> {
            var first = createTask(() -> work("Task 1 started", "Task 1 completed", 1));
            var second = createTask(() -> work("Task 2 started", "Task 2 completed", 1));
            first.await();
            second.await();
        });
        out.is("Task 1 started", "Task 2 started", "Task 1 completed", "Task 2 completed");
    }

    @Test
    void gatherRunsThreeFetchesAtOnce() { // P03
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            out.add(gather(() -> fetch("Data 1"), () -> fetch("Data 2"), () -> fetch("Data 3")));
            out.add("overlapped: " + (getRunningLoop().time() - start < 1.5));
        });
        out.is("[Data 1, Data 2, Data 3]", "overlapped: true");
    }

    @Test
    void tasksFirstGatherLater() { // P04
        Loops.virtual(() -> {
            var started = new ArrayList<Integer>();
            var tasks = new ArrayList<Task<String>>();
            for (int i = 1; i <= 3; i++) {
                int n = i;
                tasks.add(createTask(() -> {
                    started.add(n);
                    return fetch("Data " + n);
                }));
            }
            out.add("not started yet: " + started.isEmpty());
            sleep(seconds(2)); // other work
            out.add("done meanwhile: " + tasks.stream().allMatch(Task::isDone));
            out.add(gather(tasks));
        });
        out.is("not started yet: true", "done meanwhile: true", "[Data 1, Data 2, Data 3]");
    }

    @Test
    void aSuspendedTaskLetsTheOthersGoOn() { // P08
        Loops.virtual(() -> {
            createTask(() -> {
                for (int i = 0; ; i++) {
                    out.add("tick " + i);
                    sleep(seconds(1));
                }
            });
            createTask(() -> {
                        sleep(seconds(2.5));
                        out.add("Done");
                    })
                    .await();
        });
        out.is("tick 0", "tick 1", "tick 2", "Done");
    }

    @Test
    void theShorterTaskEndsFirst() { // P29
        Loops.virtual(() -> {
            gather(() -> work("Task 1: Start", "Task 1: End", 2), () -> work("Task 2: Start", "Task 2: End", 1));
        });
        out.is("Task 1: Start", "Task 2: Start", "Task 2: End", "Task 1: End");
    }

    private int counter;

    @Test
    void noSuspensionNoRace() { // P39
        run(() -> {
            gather(IntStream.range(0, 200)
                    .mapToObj(i -> action(() -> {
                        for (int n = 1; n <= 1000; n++) {
                            counter++;
                            if (n % 100 == 0) {
                                yieldNow();
                            }
                        }
                    }))
                    .toList());
        });
        out.add("Expected: 200000");
        out.add("Actual: " + counter);
        out.is("Expected: 200000", "Actual: 200000");
    }

    private List<Integer> items = List.of();

    @Test
    void anImmutableValueIsReplaced() { // P40
        run(() -> {
            gather(IntStream.range(0, 5)
                    .mapToObj(i -> action(() -> {
                        yieldNow();
                        var more = new ArrayList<>(items);
                        more.add(i);
                        items = List.copyOf(more);
                    }))
                    .toList());
            out.add(items);
        });
        out.is("[0, 1, 2, 3, 4]");
    }

    @Test
    void aBackgroundWorkerIsStartedAndJoined() { // P59
        Loops.virtual(() -> {
            var worker = createTask(() -> work("worker started", "worker finished", 1));
            yieldNow();
            out.add("waiting for the worker...");
            worker.await();
            out.add("main continues");
        });
        out.is("worker started", "waiting for the worker...", "worker finished", "main continues");
    }

    @Test
    void twoWorkersWithArguments() { // P60
        Loops.virtual(() -> {
            var a = createTask(() -> work("A starts", "A finished", 1));
            var b = createTask(() -> work("B starts", "B finished", 2));
            gather(a, b);
            out.add("all finished");
        });
        out.is("A starts", "B starts", "A finished", "B finished", "all finished");
    }

    private record Worker(String name, double delay, Trail out) {
        void work() {
            out.add(currentTask().name() + " starts");
            sleep(seconds(delay));
            out.add(currentTask().name() + " finished");
        }
    }

    @Test
    void aUnitOfWorkAsAClass() { // P61
        Loops.virtual(() -> {
            var custom = new Worker("Custom", 1, out);
            createTask(custom.name(), custom::work).await();
        });
        out.is("Custom starts", "Custom finished");
    }

    @Test
    void aCoroutineNotAwaitedDoesNothing() { // P75
        run(() -> {
            Awaitable<String> fetch = () -> {
                out.add("Fetching...");
                return sleep(millis(5), "some data");
            };
            out.add("made");
            out.add("Got: " + fetch.await());
            out.add("Got: " + fetch.await());
        });
        out.is("made", "Fetching...", "Got: some data", "Fetching...", "Got: some data");
    }

    @Test
    void orderOfArgumentsNotOfCompletion() { // P76
        var completed = new ArrayList<Integer>();
        Loops.virtual(() -> {
            out.add(gather(IntStream.rangeClosed(1, 3)
                    .mapToObj(n -> (Awaitable<Integer>) () -> {
                        sleep(seconds(4 - n));
                        completed.add(n);
                        return n;
                    })
                    .toList()));
            out.add(completed);
        });
        out.is("[1, 2, 3]", "[3, 2, 1]");
    }

    @Test
    void controlChangesHandsOnlyWhereATaskSuspends() { // P81
        var steps = new ArrayList<String>();
        run(() -> {
            gather(
                    () -> {
                        steps.addAll(List.of("a1", "a2"));
                        yieldNow();
                        steps.addAll(List.of("a3", "a4"));
                        yieldNow();
                        steps.add("a5");
                    },
                    () -> {
                        steps.addAll(List.of("b1", "b2"));
                        yieldNow();
                        steps.addAll(List.of("b3", "b4"));
                    });
        });
        out.add(String.join(" ", steps));
        out.is("a1 a2 b1 b2 a3 a4 b3 b4 a5");
    }

    @Test
    void tenThousandCoroutinesAtOnce() { // P84
        run(() -> {
            double start = getRunningLoop().time();
            var done = gather(IntStream.range(0, 10_000)
                    .mapToObj(i -> (Awaitable<Integer>) () -> sleep(seconds(1), i))
                    .toList());
            out.add(done.size() + " " + (getRunningLoop().time() - start < 4));
        });
        out.is("10000 true");
    }
}
