package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.LoopView;
import asyncio4j.spi.TaskState;
import asyncio4j.spi.TaskView;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One reading of one loop. Used by the thread that reads, and thrown away.
final class Reading {
    private static final int TRIES = 10;
    private static final Comparator<TaskRef> BY_ID = Comparator.comparingInt(TaskRef::id);

    private final EventLoop loop;
    private final int stacks;
    private final LoopView view;
    private final @Nullable Meter meter;
    private final Instant now = Instant.now();
    private final List<TaskRef> refs = new ArrayList<>(); // by id
    private final Map<WaitTarget, List<TaskRef>> waiters = new IdentityHashMap<>();
    private final List<WaitTarget> subjects = new ArrayList<>(); // in the order in which they were met
    private final Map<WaitTarget, Integer> numbers = new IdentityHashMap<>(); // in `subjects`

    Reading(EventLoop loop, int stacks) {
        this.loop = loop;
        this.stacks = stacks;
        view = Introspection.view(loop);
        meter = Meter.of(loop);
    }

    LoopInfo info() {
        List<Task<?>> tasks = Introspection.tasks(loop);
        var seen = new ArrayList<Seen>(tasks.size());
        for (Task<?> task : tasks) {
            TaskView v = Introspection.view(task);
            if (v.state() != TaskState.DONE) {
                seen.add(new Seen(task, v, owners(v.target())));
                refs.add(new TaskRef(view.number(), v.id(), task.name()));
            }
        }
        var infos = new ArrayList<TaskInfo>(seen.size());
        for (int i = 0; i < seen.size(); i++) {
            infos.add(info(seen.get(i), refs.get(i), i));
        }
        Thread thread = view.thread();
        boolean running = loop.isRunning();
        return new LoopInfo(
                view.number(),
                loop.engine(),
                running,
                loop.getDebug(),
                view.asleep() || !running ? null : Duration.ofNanos(view.busy()),
                view.current() == null ? null : ref(view.current()),
                thread == null ? List.of() : at(view, thread),
                view.ready(),
                view.timers(),
                infos,
                subjectInfos(),
                new Circles(seen)
                        .certain().stream()
                                .map(circle -> circle.stream().map(this::ref).toList())
                                .toList());
    }

    /// Where the step or callback is that runs.
    static List<StackTraceElement> at(LoopView view, Thread thread) {
        Task<?> current = view.current();
        return List.of(current == null ? thread.getStackTrace() : current.stack());
    }

    private TaskRef ref(Task<?> task) {
        int id = Introspection.id(task);
        TaskRef ref = ref(id);
        return ref != null ? ref : new TaskRef(view.number(), id, task.name());
    }

    private @Nullable TaskRef ref(int id) {
        int i = Collections.binarySearch(refs, new TaskRef(0, id, ""), BY_ID);
        return i < 0 ? null : refs.get(i);
    }

    private TaskInfo info(Seen seen, TaskRef ref, int index) {
        Task<?> task = seen.task();
        TaskView v = seen.view();
        WaitInfo waiting = v.target() == null ? null : wait(seen, ref, v.target());
        boolean withStack = index < stacks || stacks > 0 && waiting != null && isShownWaiter(waiting.subject());
        Meter.Count count = meter == null ? null : meter.count(task);
        return new TaskInfo(
                ref,
                v.state(),
                waiting,
                v.limited(),
                v.held(),
                v.cancelling(),
                v.created().isEmpty() ? null : elapsed(v.created().getAsLong()),
                v.creator().isEmpty() ? null : parent(v.creator().getAsInt()),
                v.created().isEmpty() ? List.of() : List.of(Introspection.createdAt(task)),
                count == null ? null : count.steps(),
                count == null ? null : Duration.ofNanos(count.nanos()),
                withStack ? List.of(task.stack()) : List.of());
    }

    /// Whether the task that was added last is among those that [LockTable] shows.
    private boolean isShownWaiter(int subject) {
        return subject >= 0
                && subject < LockTable.SUBJECTS
                && Objects.requireNonNull(waiters.get(subjects.get(subject))).size() <= LockTable.WAITERS;
    }

    /// The task that made another; one that has ended has left nothing but its number.
    private TaskRef parent(int id) {
        TaskRef ref = ref(id);
        return ref != null ? ref : new TaskRef(view.number(), id, "ended task");
    }

    private WaitInfo wait(Seen seen, TaskRef waiter, WaitTarget target) {
        OptionalLong end = target.endsAt(); // read once: the sleep may be over the next moment
        boolean sleep = end.isPresent();
        boolean awaits = !target.outlivesOwner() && !seen.owners().isEmpty();
        Thread worker = target.worker();
        return new WaitInfo(
                Words.what(target),
                elapsed(seen.view().since()),
                seen.owners().stream().map(this::ref).toList(),
                target.endsWithAny(),
                awaits,
                sleep || awaits || worker != null ? -1 : subject(target.subject(), waiter),
                sleep ? Words.moment(now, view.now(), end.getAsLong()) : null,
                worker == null ? null : worker.getName());
    }

    private Duration elapsed(long since) {
        return Duration.ofNanos(Math.max(0, view.now() - since));
    }

    private int subject(WaitTarget subject, TaskRef waiter) {
        int number = numbers.computeIfAbsent(subject, s -> {
            subjects.add(s);
            return subjects.size() - 1;
        });
        waiters.computeIfAbsent(subject, _ -> new ArrayList<>()).add(waiter);
        return number;
    }

    private List<Subject> subjectInfos() {
        var infos = new ArrayList<Subject>();
        for (WaitTarget s : subjects) {
            List<Task<?>> owners = owners(s);
            var held = s.ownedSince();
            infos.add(new Subject(
                    infos.size(),
                    s.name(),
                    owners.stream().map(this::ref).toList(),
                    owners.isEmpty() || held.isEmpty() ? null : elapsed(held.getAsLong()),
                    s.outlivesOwner() && owners.stream().anyMatch(Task::isDone),
                    Objects.requireNonNull(waiters.get(s))));
        }
        return infos;
    }

    /// A task as it was read.
    ///
    /// @param owners who could end its wait
    record Seen(Task<?> task, TaskView view, List<Task<?>> owners) {
        /// Whether `task` is still in the wait that was read.
        boolean unchanged() {
            return sameWait(task, view, owners);
        }
    }

    /// The tasks that can end a wait for `target`, in order of creation.
    static List<Task<?>> owners(@Nullable WaitTarget target) {
        if (target == null) {
            return List.of();
        }
        for (int i = 0; i < TRIES; i++) {
            try {
                var owners = new ArrayList<Task<?>>(target.owners());
                owners.removeIf(Objects::isNull);
                owners.sort(Comparator.comparingInt(Introspection::id));
                return owners;
            } catch (RuntimeException e) {
                Thread.onSpinWait(); // it changed while it was read
            }
        }
        return List.of();
    }

    /// Whether `task` is still in the wait `view`, which the same tasks can end.
    static boolean sameWait(Task<?> task, TaskView view, List<Task<?>> owners) {
        TaskView again = Introspection.view(task);
        WaitTarget target = view.target();
        return target != null
                && again.target() == target
                && again.since() == view.since()
                && again.cancelling() == view.cancelling()
                && again.limited() == view.limited()
                && owners(target).equals(owners);
    }
}
