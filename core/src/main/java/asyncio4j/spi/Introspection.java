package asyncio4j.spi;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.internal.task.EventLoopImpl;
import asyncio4j.internal.task.Loops;
import asyncio4j.internal.task.Onlooker;
import asyncio4j.internal.task.TaskImpl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tools read of the loops of this JVM.
///
/// Everything here may be called on any thread and never asks the loop for help, so it answers while the loop is
/// blocked. It is read as it is at that moment: two answers about a running loop may not fit together, so read twice
/// what must be certain.
///
/// @since 0.1
public final class Introspection {
    private Introspection() {}

    /// The loops of this JVM that are not closed, in order of creation.
    public static List<EventLoop> loops() {
        return Loops.open().stream().sorted(Onlooker.BY_NUMBER).toList();
    }

    /// What `loop` does.
    public static LoopView view(EventLoop loop) {
        return Onlooker.view(EventLoopImpl.of(loop));
    }

    /// The unfinished tasks of `loop`, in order of creation.
    public static List<Task<?>> tasks(EventLoop loop) {
        return Onlooker.tasks(EventLoopImpl.of(loop));
    }

    /// The second stacks of `loop` whose bodies have begun and not ended, as of generators that nobody closed, in the
    /// order in which they began; without [hidden][SecondStack#hidden] ones.
    public static List<SecondStackView> secondStacks(EventLoop loop) {
        return Onlooker.secondStacks(EventLoopImpl.of(loop));
    }

    /// The loop of `task`. Unlike [Task#loop] this is no sign that the program has the loop and may wake it.
    public static EventLoop loopOf(Task<?> task) {
        return (EventLoop) TaskImpl.of(task).loopIdentity();
    }

    /// The number of `task` among the tasks and futures of its loop, in order of creation.
    public static int id(Task<?> task) {
        return Onlooker.id(TaskImpl.of(task));
    }

    /// What `task` does.
    public static TaskView view(Task<?> task) {
        return Onlooker.view(TaskImpl.of(task));
    }

    /// The innermost frame of `stack` that is neither asyncio4j's nor the JDK's, or of the JDK's if there is no other;
    /// null without one.
    public static @Nullable StackTraceElement userFrame(StackTraceElement[] stack) {
        return Onlooker.userFrame(stack);
    }

    /// Where `task` was made, innermost frame first; empty unless that was in debug mode.
    public static StackTraceElement[] createdAt(Task<?> task) {
        return Onlooker.createdAt(TaskImpl.of(task));
    }
}
