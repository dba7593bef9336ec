package asyncio4j.internal.task;

import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

    private static final int LONG = 1_000_000; // it may be a circle that was reported and left

    private static final Policy POLICY = policy(System.getProperty("asyncio4j.deadlock", "raise"));

    private record Link(TaskImpl<?> task, WaitTarget target, TaskImpl<?> owner) {}

    private final TaskImpl<?> begin;
    private final Map<TaskImpl<?>, Boolean> verdicts = new HashMap<>();
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
        if (!target.ownersMayWait() || !task.isAwaited() && !target.outlivesOwner()) {
            return; // the usual case: they run, are ready, or have not begun; or nobody can be waiting for this task
        }
        Collection<? extends Task<?>> owners = target.owners();
        if (canEnd(task, target, owners)) {
            return;
        }
        DeadlockException found = new Deadlocks(task).search(target, owners);
        if (found != null) {
            if (POLICY == Policy.RAISE) {
                throw found;
            }
            task.loop.logLater(System.Logger.Level.ERROR, String.valueOf(found.getMessage()), null);
        }
    }

    /// Whether a wait of `begin` for `target` can end, as a walk without notes shows it: the usual case, and cheap.
    ///
    /// It goes from owner to owner while there is one. False: look closely.
    private static boolean canEnd(TaskImpl<?> begin, WaitTarget target, Collection<? extends Task<?>> owners) {
        WaitTarget held = target;
        Collection<? extends Task<?>> next = owners;
        for (int i = 0; i < LONG && next.size() == 1; i++) {
            TaskImpl<?> owner = TaskImpl.of(next.iterator().next());
            WaitTarget wait = owner.waitingOn();
            if (owner == begin || owner.isDone() && held.outlivesOwner()) {
                return false;
            }
            if (wait == null || !owner.mayBeStuck()) {
                return true;
            }
            held = wait;
            next = wait.owners();
        }
        return next.isEmpty();
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
            task.loop.logLater(System.Logger.Level.ERROR, String.valueOf(found.getMessage()), null);
        }
    }

    private @Nullable DeadlockException search(WaitTarget target, Collection<? extends Task<?>> owners) {
        if (!stuck(begin, target, owners)) {
            return null;
        }
        String text = text();
        LoopObserver observer = begin.loop.observer();
        if (observer != null) {
            observer.deadlocked(begin, text);
        }
        return new DeadlockException(text);
    }

    /// Whether a wait of `task` for `target` can never end. A loop where there is one owner: such chains may be long.
    private boolean stuck(TaskImpl<?> task, WaitTarget target, Collection<? extends Task<?>> owners) {
        int mark = circle.size();
        TaskImpl<?> waiting = task;
        WaitTarget held = target;
        Collection<? extends Task<?>> next = owners;
        Boolean stuck = null;
        while (stuck == null && next.size() == 1) {
            TaskImpl<?> owner = TaskImpl.of(next.iterator().next());
            circle.add(new Link(waiting, held, owner));
            stuck = known(owner, held);
            if (stuck == null) {
                waiting = owner;
                held = Objects.requireNonNull(owner.waitingOn());
                next = held.owners();
            }
        }
        if (stuck == null) {
            stuck = stuckForSeveral(waiting, held, next);
        }
        for (Link link : circle.subList(mark, circle.size())) {
            verdicts.put(link.task, stuck);
        }
        if (!stuck) {
            circle.subList(mark, circle.size()).clear();
        }
        return stuck;
    }

    private boolean stuckForSeveral(TaskImpl<?> task, WaitTarget target, Collection<? extends Task<?>> owners) {
        boolean any = target.endsWithAny();
        for (Task<?> t : owners) {
            TaskImpl<?> owner = TaskImpl.of(t);
            circle.add(new Link(task, target, owner));
            Boolean stuck = known(owner, target);
            if (stuck == null) {
                WaitTarget next = Objects.requireNonNull(owner.waitingOn());
                stuck = stuck(owner, next, next.owners());
            }
            if (!stuck) {
                circle.removeLast();
            }
            if (stuck != any) {
                return stuck; // one stuck owner is enough, or one that is not
            }
        }
        return any && !owners.isEmpty();
    }

    /// Whether `owner` can never give up `held`, if that is seen without asking what it waits for.
    private @Nullable Boolean known(TaskImpl<?> owner, WaitTarget held) {
        if (owner == begin) {
            return true;
        }
        if (owner.isDone()) {
            return held.outlivesOwner();
        }
        if (!owner.mayBeStuck()) {
            return false;
        }
        return verdicts.putIfAbsent(owner, false); // false until it is known: a circle without `begin` is none of ours
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
        String acquired = link.owner.loop.lockOrder.acquiredAt(link.owner, link.target.origin());
        return link.target.name() + link.target.relation(link.owner) + acquired + ended;
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
