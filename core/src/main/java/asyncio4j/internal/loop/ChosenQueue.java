package asyncio4j.internal.loop;

import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.ReadyOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A ready queue from which the user chooses the steps of tasks. Loop only.
///
/// Steps are kept apart from callbacks and jobs; each knows how many of those were queued before it, and they go first.
/// States: nothing chosen; or a step chosen, and what was queued before it still to go.
final class ChosenQueue extends ReadyQueue {
    private static final int NONE = -1;

    private final ReadyOrder order;
    private final ArrayList<Step> steps = new ArrayList<>();
    private final ArrayList<Task<?>> due = new ArrayList<>(); // the tasks of the steps
    private final List<Task<?>> shown = Collections.unmodifiableList(due);
    private final ArrayDeque<Object> others = new ArrayDeque<>();
    private long othersAdded;
    private long othersTaken;
    private int chosen = NONE;

    ChosenQueue(ReadyOrder order) {
        this.order = order;
    }

    /// @param others how many callbacks and jobs were ever added before it
    private record Step(Object item, long others) {}

    @Override
    int size() {
        return super.size() + steps.size() + others.size();
    }

    @Override
    @Nullable
    Object peek() {
        return null; // who looks ahead would take it without a choice
    }

    /// First in, first out: for a loop that closes.
    @Override
    Object poll() {
        sortIn();
        chosen = steps.isEmpty() ? NONE : 0;
        return takeChosen();
    }

    @Override
    Object take() {
        sortIn();
        if (chosen == NONE && !steps.isEmpty() && steps.getFirst().others <= othersTaken) {
            chosen = order.next(shown);
        }
        return takeChosen();
    }

    private Object takeChosen() {
        if (chosen == NONE || steps.get(chosen).others > othersTaken) {
            othersTaken++;
            return others.remove();
        }
        int i = chosen;
        chosen = NONE;
        due.remove(i);
        return steps.remove(i).item;
    }

    private void sortIn() {
        while (super.size() > 0) {
            Object item = super.poll();
            Task<?> task = task(item);
            if (task == null) {
                others.add(item);
                othersAdded++;
            } else {
                steps.add(new Step(item, othersAdded));
                due.add(task);
            }
        }
    }

    /// The task that `item` is a step of, null for anything else.
    static @Nullable Task<?> task(Object item) {
        Object owner = item instanceof Strand s ? s.job : item;
        return owner instanceof Task<?> t ? t : null;
    }
}
