package asyncio4j.programs;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;

import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncLock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that would hang. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlockProgramsTest {
    private final Trail out = new Trail();

    private static void both(AsyncLock first, AsyncLock second) {
        try (var _ = first.hold()) {
            sleep(millis(10));
            second.with(() -> sleep(millis(10)));
        }
    }

    private static String ring(String... names) {
        try {
            run(() -> {
                var locks = Stream.of(names).map(AsyncLock::new).toList();
                var tasks = new ArrayList<Task<Void>>();
                for (int i = 0; i < names.length; i++) {
                    var first = locks.get(i);
                    var second = locks.get((i + 1) % names.length);
                    tasks.add(createTask(names[i], () -> both(first, second)));
                }
                gather(tasks);
            });
            return "";
        } catch (DeadlockException e) {
            return e.getMessage();
        }
    }

    private static long named(String message, String... names) {
        return List.of(names).stream()
                .filter(n -> message.contains("task \"" + n + "\""))
                .count();
    }

    @Test
    void twoLocksInOppositeOrder() { // P46
        String message = ring("left", "right");
        out.add(message.contains("deadlock") ? "deadlock reported" : "hangs");
        out.add("names both: " + (named(message, "left", "right") == 2));
        out.is("deadlock reported", "names both: true");
    }

    @Test
    void cycleOfThree() { // P48
        String message = ring("a", "b", "c");
        out.add(message.contains("deadlock") ? "deadlock reported" : "hangs");
        out.add("names: " + named(message, "a", "b", "c"));
        out.is("deadlock reported", "names: 3");
    }

    @Test
    void sameLockTwice() { // P49
        var lock = new AsyncLock();
        try {
            run(() -> createTask(
                            "greedy",
                            () -> lock.with(() -> {
                                out.add("Task acquired lock");
                                lock.acquire();
                            }))
                    .await());
        } catch (DeadlockException e) {
            out.add("deadlock, names the task: " + e.getMessage().contains("greedy"));
        }
        out.add("locked " + lock.locked());
        out.is("Task acquired lock", "deadlock, names the task: true", "locked false");
    }
}
