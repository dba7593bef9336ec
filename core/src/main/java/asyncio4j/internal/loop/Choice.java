package asyncio4j.internal.loop;

import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.ReadyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the next item of the ready queue in an order of the user's. Loop only.
///
/// States: nothing chosen; or a task chosen, and what is no task's step and stands before it goes first.
final class Choice {
    private final ReadyOrder order;
    private final ArrayList<Task<?>> due = new ArrayList<>();
    private final List<Task<?>> shown = Collections.unmodifiableList(due);
    private boolean chosen;
    private int at; // of the chosen task, in the queue

    Choice(ReadyOrder order) {
        this.order = order;
    }

    Object next(ReadyQueue ready) {
        if (!chosen) {
            if (task(ready.at(0)) == null) {
                return ready.poll();
            }
            choose(ready);
        }
        for (int i = 0; i < at; i++) {
            if (task(ready.at(i)) == null) {
                at--;
                return ready.remove(i);
            }
        }
        chosen = false;
        return ready.remove(at);
    }

    private void choose(ReadyQueue ready) {
        for (int i = 0; i < ready.size(); i++) {
            Task<?> t = task(ready.at(i));
            if (t != null) {
                due.add(t);
            }
        }
        try {
            at = place(ready, order.next(shown));
            chosen = true;
        } finally {
            due.clear();
        }
    }

    /// Where the `n`-th due task stands in the queue.
    private int place(ReadyQueue ready, int n) {
        Task<?> wanted = due.get(n);
        int i = n; // not before
        while (task(ready.at(i)) != wanted) {
            i++;
        }
        return i;
    }

    /// The task that `item` is a step of, null for anything else.
    static @Nullable Task<?> task(Object item) {
        Object owner = item instanceof Strand s ? s.job : item;
        return owner instanceof Task<?> t ? t : null;
    }
}
