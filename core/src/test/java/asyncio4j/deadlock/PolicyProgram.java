package asyncio4j.deadlock;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Asyncio;
import asyncio4j.DeadlockException;
import asyncio4j.ReturnWhen;
import asyncio4j.sync.AsyncLock;
import java.util.List;

/** Two locks in opposite order; prints how it ended. */
final class PolicyProgram {
    private PolicyProgram() {}

    private static void both(AsyncLock first, AsyncLock second) {
        try (var _ = first.hold()) {
            yieldNow();
            second.with(() -> {});
        }
    }

    /** Prints how both tasks ended, or that they hang. */
    public static void main(String[] args) {
        run(() -> {
            var x = new AsyncLock("x");
            var y = new AsyncLock("y");
            var tasks = List.of(createTask("A", () -> both(x, y)), createTask("B", () -> both(y, x)));
            var done = Asyncio.<Void>wait(tasks, ReturnWhen.ALL_COMPLETED, millis(500))
                    .done();
            System.out.println(done.size() + " done");
            tasks.forEach(t -> t.cancel());
            var outcomes = gatherSettled(tasks);
            System.out.println(outcomes.toString().contains("DeadlockException"));
            sleep(millis(1));
        });
        try {
            if (args.length == 0) {
                run(() -> new AsyncLock("never").with(() -> new asyncio4j.sync.AsyncEvent().await()));
            }
        } catch (DeadlockException e) {
            System.out.println("standstill");
        }
        System.out.println("end");
    }
}
