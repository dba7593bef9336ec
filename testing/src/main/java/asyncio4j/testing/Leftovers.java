package asyncio4j.testing;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.SecondStackView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a test leaves behind: tasks that have not ended, and generators that were begun and not closed.
final class Leftovers {
    private static final int SETTLING = 10; // turns for tasks that are about to end

    private Leftovers() {}

    /// Looks for them, in the main task; null if there are none.
    ///
    /// @param clock of the loop, if its time is virtual
    /// @param origin where a task was created, if its text does not say so
    static @Nullable AssertionError find(@Nullable VirtualClock clock, Function<Task<?>, String> origin) {
        for (int round = 0; round < SETTLING && allTasks().size() > 1; round++) {
            if (clock == null) {
                yieldNow();
            } else {
                clock.waitUntilIdle();
            }
        }
        var left = new ArrayList<String>();
        for (Task<?> task : allTasks()) {
            if (task != currentTask()) {
                left.add(task + origin.apply(task));
            }
        }
        for (SecondStackView generator : Introspection.secondStacks(getRunningLoop())) {
            if (generator.inside() == null) { // else its task is there, too
                left.add("generator, suspended" + at(generator.stack()) + created(generator)
                        + ": close it, as in try-with-resources");
            }
        }
        return left.isEmpty()
                ? null
                : new AssertionError(
                        "left behind, neither ended nor cancelled or closed:\n  " + String.join("\n  ", left));
    }

    private static String created(SecondStackView generator) {
        String where = at(generator.createdAt());
        return where.isEmpty() ? "" : ", created" + where;
    }

    private static String at(List<StackTraceElement> stack) {
        StackTraceElement frame = Introspection.userFrame(stack.toArray(StackTraceElement[]::new));
        return frame == null ? "" : " at " + frame.getFileName() + ":" + frame.getLineNumber();
    }
}
