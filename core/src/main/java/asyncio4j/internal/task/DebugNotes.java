package asyncio4j.internal.task;

import asyncio4j.CancelledError;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// In debug mode, what tasks own and where they got it; says what a task left undone when it ends. Loop only.
final class DebugNotes {
    private final Map<TaskImpl<?>, List<Owned>> owned = new IdentityHashMap<>();

    private record Owned(WaitTarget target, Throwable where) {}

    /// Those of `loop`.
    static DebugNotes of(EventLoopImpl loop) {
        DebugNotes notes = loop.notes;
        if (notes == null) {
            notes = new DebugNotes();
            loop.notes = notes;
        }
        return notes;
    }

    void owned(TaskImpl<?> task, WaitTarget target) {
        owned.computeIfAbsent(task, _ -> new ArrayList<>(2)).add(new Owned(target, new Throwable()));
    }

    void released(TaskImpl<?> task, WaitTarget target) {
        List<Owned> list = owned.get(task);
        if (list != null) {
            list.removeIf(o -> o.target == target);
            if (list.isEmpty()) {
                owned.remove(task);
            }
        }
    }

    /// `task` has ended.
    void ended(TaskImpl<?> task) {
        List<Owned> list = owned.remove(task);
        if (list != null) {
            for (Owned o : list) {
                warn(
                        task,
                        "Task ended without releasing what it owns: " + task.name() + task.loop.createdAt(task)
                                + " owns " + o.target.name() + ", acquired at " + Stacks.user(o.where.getStackTrace()),
                        null);
            }
        }
        CancelState c = task.cancel;
        if (c != null && c.requests > 0 && !task.isCancelled() && task.peekFailure() == null) {
            warn(task, swallowed(task, c.raised), c.origin);
        }
    }

    /// @param raised null when what it waited for was cancelled in its place
    private static String swallowed(TaskImpl<?> task, @Nullable CancelledError raised) {
        String where = raised == null ? "" : " at " + Stacks.user(raised.getStackTrace());
        return "Cancellation swallowed: " + task.name() + task.loop.createdAt(task) + " was cancelled" + where
                + " and ended as if it had not been; let the CancelledError pass, or call uncancel()";
    }

    private static void warn(TaskImpl<?> task, String text, @Nullable Throwable cause) {
        task.loop.logLater(System.Logger.Level.WARNING, text, cause);
    }
}
