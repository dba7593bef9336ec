package asyncio4j.internal.task;

import asyncio4j.DeadlockException;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.TimerEntry;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Knows whether anybody outside could still wake a loop in which nothing can run by itself. Loop only.
///
/// Hands that could: executor jobs and completion stages under way, CompletableFutures that follow our futures, signal
/// handlers, whoever has the other end of a channel, and whoever was handed the loop. When in doubt, the loop waits.
final class Standstill extends TimerEntry {
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final EventLoopImpl loop;
    private final boolean closedWorld;
    private volatile boolean handedOut; // user code may hold the loop, and a thread may call it
    private int outside; // jobs and stages under way
    private boolean told;

    Standstill(EventLoopImpl loop, boolean closedWorld) {
        this.loop = loop;
        this.closedWorld = closedWorld;
    }

    /// User code has the loop from now on. Any thread.
    void handedOut() {
        handedOut = !closedWorld;
    }

    /// Something outside that will report to the loop has begun.
    void begun() {
        outside++;
    }

    /// It has ended.
    void ended() {
        outside--;
    }

    /// What must end the loop, since nothing else ever will; null to wait.
    @Nullable
    RuntimeException nothingLeft() {
        List<TaskImpl<?>> tasks = loop.registry.snapshot();
        if (tasks.isEmpty() || outside > 0 || loop.signals.any() || !loop.bridges.isEmpty() || Deadlocks.off()) {
            return null;
        }
        boolean open = handedOut || tasks.stream().anyMatch(Standstill::mayEndFromOutside);
        if (!open && Deadlocks.raises()) {
            return new DeadlockException(text(tasks));
        }
        if ((loop.core.debug() || !open) && !told) {
            told = true;
            loop.core.schedule(this, Durations.after(loop.core.nanos(), open ? PATIENCE : 1));
        }
        return null;
    }

    private static boolean mayEndFromOutside(TaskImpl<?> task) {
        WaitTarget target = task.waitingOn();
        return target != null && target.mayEndFromOutside();
    }

    @Override
    protected void due(LoopCore core) {
        List<TaskImpl<?>> tasks = loop.registry.snapshot();
        if (!tasks.isEmpty() && tasks.stream().allMatch(t -> t.waitingOn() != null)) {
            loop.logLater(System.Logger.Level.WARNING, text(tasks), null);
        }
    }

    private static String text(List<TaskImpl<?>> tasks) {
        var text = new StringBuilder("deadlock: nothing can run any more, and nothing outside the loop can wake it");
        for (TaskImpl<?> task : tasks) {
            text.append("; ").append(Deadlocks.describe(task));
        }
        return text.toString();
    }
}
