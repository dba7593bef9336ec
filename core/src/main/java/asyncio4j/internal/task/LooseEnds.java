package asyncio4j.internal.task;

import asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;

/// In debug mode, says what a task left undone when it ended.
final class LooseEnds {
    private LooseEnds() {}

    /// `task` has ended. Loop only.
    static void tell(TaskImpl<?> task) {
        for (String lock : task.loop.lockOrder.kept(task)) {
            warn(
                    task,
                    "Task ended without releasing what it owns: " + task.name() + task.loop.createdAt(task) + " owns "
                            + lock,
                    null);
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
