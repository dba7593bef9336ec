package asyncio4j.io;

import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The tasks that wait for a change of one kind; all of them look again when it comes. Loop only.
final class Waiters implements WaitTarget {
    private final String name;
    private final List<Task<?>> tasks = new ArrayList<>(0);

    Waiters(String name) {
        this.name = name;
    }

    /// Suspends the calling task until [#wakeAll], or for no reason: look again.
    void await() {
        Task<?> me = Waits.currentTask();
        tasks.add(me);
        try {
            Waits.park(this);
        } finally {
            tasks.remove(me);
        }
    }

    void wakeAll() {
        for (Task<?> task : tasks) {
            Waits.unpark(task);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Collection<? extends Task<?>> waiters() {
        return List.copyOf(tasks);
    }
}
