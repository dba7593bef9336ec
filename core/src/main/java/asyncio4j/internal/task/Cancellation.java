package asyncio4j.internal.task;

import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a request to cancel reaches a task, wherever it is. Loop only; what a task knows of it is its [CancelState].
final class Cancellation {
    private Cancellation() {}

    /// Asks `task`, which is not done, to stop.
    ///
    /// Follows a chain of tasks that await each other in a loop, since it may be long. The end of the chain decides
    /// what happens.
    static void request(TaskImpl<?> task, @Nullable String msg, @Nullable String reason) {
        TaskImpl<?> last = task;
        note(task, msg, reason);
        while (last.waitingOn instanceof TaskImpl<?> next && !next.isDone() && !forwarding(next)) {
            note(next, msg, reason);
            last = next;
        }
        try {
            forwardOrRaise(last, msg);
        } finally {
            TaskImpl<?> t = task;
            while (t != null && forwarding(t)) {
                Objects.requireNonNull(t.cancel).forwarding = false;
                t = t.waitingOn instanceof TaskImpl<?> next ? next : null;
            }
        }
    }

    private static boolean forwarding(TaskImpl<?> task) {
        return task.cancel != null && task.cancel.forwarding;
    }

    private static void note(TaskImpl<?> task, @Nullable String msg, @Nullable String reason) {
        CancelState c = task.cancelState();
        c.request(msg, task.loop.origin(reason), task.strand());
        c.forwarding = true;
        LoopObserver observer = task.loop.observer();
        if (observer != null) {
            observer.cancelRequested(task, task.loop.currentTask(), msg);
        }
    }

    private static void forwardOrRaise(TaskImpl<?> task, @Nullable String msg) {
        WaitTarget target = task.waitingOn;
        boolean ring = target instanceof TaskImpl<?> t && forwarding(t);
        if (target != null && !ring && target.cancelWait(msg)) {
            return;
        }
        CancelState c = task.cancelState();
        c.due();
        Strand s = task.strand();
        if (s != null && s.parked()) {
            task.unpark();
        } else if (s != null && s.foreign() && c.interruptible()) {
            task.loop.core.addWork(() -> interruptIfBlocked(task)); // not here: an interrupt may close channels
        }
    }

    /// Interrupts `task` once per request, if it is blocked in foreign code still.
    private static void interruptIfBlocked(TaskImpl<?> task) {
        Strand s = task.strand();
        CancelState c = task.cancel;
        if (s != null && s.foreign() && c != null && c.interruptible()) {
            c.interruptSent();
            s.thread().interrupt();
        }
    }

    /// Unwinds `task` because its loop closes: raises a cancellation wherever it waits.
    static void unwind(TaskImpl<?> task) {
        Strand s = task.strand();
        if (s != null) {
            task.requestCancel("Event loop is closed", "the loop closes");
            task.cancelState().due();
            s.wake();
            if (s.foreign()) {
                interruptIfBlocked(task);
            }
        }
    }
}
