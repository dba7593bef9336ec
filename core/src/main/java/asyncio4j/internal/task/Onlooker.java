package asyncio4j.internal.task;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.Glance;
import asyncio4j.spi.LoopView;
import asyncio4j.spi.SecondStackView;
import asyncio4j.spi.TaskState;
import asyncio4j.spi.TaskView;
import asyncio4j.spi.WaitTarget;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads loops and tasks for tools, racily, without their help. Any thread.
public final class Onlooker {
    /// Loops in order of creation.
    public static final Comparator<EventLoop> BY_NUMBER =
            Comparator.comparingInt(loop -> Glance.number(EventLoopImpl.of(loop).core));

    private Onlooker() {}

    /// See [asyncio4j.spi.Introspection#view(EventLoop)].
    public static LoopView view(EventLoopImpl loop) {
        boolean asleep = Glance.asleep(loop.core);
        Strand s = asleep || !loop.isRunning() ? null : loop.core.current();
        return new LoopView(
                Glance.number(loop.core),
                asleep,
                s != null && s.job instanceof TaskImpl<?> task ? task : null,
                s == null ? null : s.thread(),
                Glance.ready(loop.core),
                loop.core.timerCount(),
                loop.core.passTime(),
                loop.core.nanos());
    }

    /// See [asyncio4j.spi.Introspection#tasks(EventLoop)].
    public static List<Task<?>> tasks(EventLoopImpl loop) {
        return List.copyOf(loop.registry.snapshot());
    }

    /// See [asyncio4j.spi.Introspection#secondStacks].
    public static List<SecondStackView> secondStacks(EventLoopImpl loop) {
        return loop.sides.values().stream()
                .filter(side -> side.shown)
                .sorted(Comparator.comparingInt(SideStack::age))
                .map(SideStack::view)
                .toList();
    }

    /// See [asyncio4j.spi.Introspection#id].
    public static int id(TaskImpl<?> task) {
        return task.id;
    }

    /// See [asyncio4j.spi.Introspection#view(Task)].
    public static TaskView view(TaskImpl<?> task) {
        long since = task.waitingSince();
        WaitTarget target = task.waitingOn();
        TaskState state = target != null ? TaskState.WAITING : state(task);
        CreationSites.Site site = task.loop.sites.site(task);
        return new TaskView(
                task.id,
                state,
                target,
                since,
                task.hasDeadline(),
                task.held,
                task.cancelling(),
                site == null ? OptionalLong.empty() : OptionalLong.of(site.nanos()),
                site == null || site.creator() == null ? OptionalInt.empty() : OptionalInt.of(site.creator()));
    }

    /// See [asyncio4j.spi.Introspection#userFrame].
    public static @Nullable StackTraceElement userFrame(StackTraceElement[] stack) {
        return Stacks.userFrame(stack);
    }

    private static TaskState state(TaskImpl<?> task) {
        Strand s = task.strand();
        if (task.isDone()) {
            return TaskState.DONE;
        }
        if (s == null) {
            return TaskState.NEW;
        }
        return s == task.loop.core.current() ? TaskState.RUNNING : s.foreign() ? TaskState.BLOCKED : TaskState.READY;
    }

    /// See [asyncio4j.spi.Introspection#createdAt(Task)].
    public static StackTraceElement[] createdAt(TaskImpl<?> task) {
        CreationSites.Site site = task.loop.sites.site(task);
        return site == null ? Stacks.NONE : site.stack().getStackTrace();
    }
}
