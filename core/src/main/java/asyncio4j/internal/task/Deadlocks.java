package asyncio4j.internal.task;

import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds circles of waits at the moment they close. Loop only.
///
/// Before a task suspends it asks who could end its wait, what those wait for, and so on. Everything of a loop stands
/// still meanwhile, so a circle found is certain. A task with a deadline of its own is no part of one: it will give up.
final class Deadlocks {
    private enum Policy {
        RAISE,
        REPORT,
        OFF
    }

    private static final Policy POLICY = policy(System.getProperty("asyncio4j.deadlock", "raise"));

    private record Link(TaskImpl<?> task, WaitTarget target, TaskImpl<?> owner) {}

    private final TaskImpl<?> begin;
    private final Set<TaskImpl<?>> seen = new HashSet<>();
    private final List<Link> circle = new ArrayList<>();

    private Deadlocks(TaskImpl<?> begin) {
        this.begin = begin;
    }

    private static Policy policy(String value) {
        try {
            return Policy.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-Dasyncio4j.deadlock=" + value + ": use raise, report or off", e);
        }
    }

    static boolean off() {
        return POLICY == Policy.OFF;
    }

    static boolean raises() {
        return POLICY == Policy.RAISE;
    }

    /// Who `task` is and what it waits for.
    static String describe(TaskImpl<?> task) {
        WaitTarget target = task.waitingOn();
        String what = target == null
                ? " does not wait"
                : " waits for " + (target instanceof TaskImpl<?> t ? "task \"" + t.name() + "\"" : target.name());
        return "task \"" + task.name() + "\"" + place(task) + what;
    }

    /// Called before `task`, which runs, waits for `target`.
    ///
    /// @throws DeadlockException if that wait could never end
    static void check(TaskImpl<?> task, WaitTarget target) {
        if (POLICY == Policy.OFF || task.hasDeadline()) {
            return;
        }
        if (target instanceof TaskImpl<?> awaited && awaited.waitingOn() == null) {
            return; // the usual case: it runs, is ready, or has not begun
        }
        Collection<? extends Task<?>> owners = target.owners();
        if (owners.isEmpty()) {
            return;
        }
        DeadlockException found = new Deadlocks(task).search(target, owners);
        if (found != null) {
            if (POLICY == Policy.RAISE) {
                throw found;
            }
            task.loop.logLater(System.Logger.Level.ERROR, String.valueOf(found.getMessage()));
        }
    }

    /// Called when `task`, which waits, has lost its deadline, or what it waits for its owner: raises in `task`.
    static void recheck(TaskImpl<?> task) {
        WaitTarget target = task.waitingOn();
        if (POLICY == Policy.OFF || target == null || task.hasDeadline()) {
            return;
        }
        DeadlockException found = new Deadlocks(task).search(target, target.owners());
        if (found == null) {
            return;
        }
        if (POLICY == Policy.RAISE) {
            task.poison(found);
        } else {
            task.loop.logLater(System.Logger.Level.ERROR, String.valueOf(found.getMessage()));
        }
    }

    private @Nullable DeadlockException search(WaitTarget target, Collection<? extends Task<?>> owners) {
        return stuck(begin, target, owners) ? new DeadlockException(text()) : null;
    }

    /// Whether a wait of `task` for `target` can never end.
    private boolean stuck(TaskImpl<?> task, WaitTarget target, Collection<? extends Task<?>> owners) {
        boolean any = target.endsWithAny();
        int mark = circle.size();
        boolean stuck = false;
        for (Task<?> t : owners) {
            TaskImpl<?> owner = TaskImpl.of(t);
            circle.add(new Link(task, target, owner));
            stuck = stuck(owner, target);
            if (stuck != any) {
                break; // one stuck owner is enough, or one that is not
            }
        }
        if (!stuck) {
            circle.subList(mark, circle.size()).clear();
        }
        return stuck;
    }

    private boolean stuck(TaskImpl<?> owner, WaitTarget held) {
        if (owner == begin) {
            return true;
        }
        if (owner.isDone()) {
            return held.outlivesOwner();
        }
        WaitTarget next = owner.waitingOn();
        if (next == null || owner.hasDeadline() || owner.cancelDue() || !seen.add(owner)) {
            return false;
        }
        return stuck(owner, next, next.owners());
    }

    private String text() {
        var text = new StringBuilder("deadlock: ");
        for (Link link : circle) {
            if (text.length() > 10) {
                text.append("; ");
            }
            text.append("task \"").append(link.task.name()).append('"').append(place(link.task));
            text.append(" waits for ").append(nameOf(link));
        }
        return text.toString();
    }

    private static String nameOf(Link link) {
        if (link.target == link.owner) {
            return "task \"" + link.owner.name() + "\"";
        }
        String ended = link.owner.isDone() ? ", which has ended without releasing it" : "";
        return link.target.name() + link.target.relation(link.owner) + ended;
    }

    private static String place(TaskImpl<?> task) {
        String at = Stacks.at(task.stack());
        return at.isEmpty() ? "" : " (" + at.substring(4) + ")";
    }

    /// `task` ended: those that wait for what it never released will wait for ever.
    static void ended(TaskImpl<?> task) {
        for (TaskImpl<?> other : task.loop.registry.snapshot()) {
            WaitTarget target = other.waitingOn();
            if (target != null && target.outlivesOwner() && target.owners().contains(task)) {
                recheck(other);
            }
        }
    }
}
