package asyncio4j.internal.loop;

import asyncio4j.Task;
import asyncio4j.internal.engine.Strand;
import asyncio4j.spi.ReadyOrder;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Takes the next item of a pass in an order of the user's: callbacks keep theirs, among due tasks the user chooses.
final class Choice {
    private Choice() {}

    /// @param within how many items the pass has left
    static Object next(ReadyQueue ready, int within, ReadyOrder order) {
        if (task(ready.at(0)) == null) {
            return ready.poll();
        }
        var due = new ArrayList<Task<?>>();
        var at = new ArrayList<Integer>();
        for (int i = 0; i < within; i++) {
            Task<?> t = task(ready.at(i));
            if (t != null) {
                due.add(t);
                at.add(i);
            }
        }
        return due.size() == 1 ? ready.poll() : ready.remove(at.get(order.next(due)));
    }

    /// The task that `item` is a step of, null for anything else.
    static @Nullable Task<?> task(Object item) {
        Object owner = item instanceof Strand s ? s.job : item;
        return owner instanceof Task<?> t ? t : null;
    }
}
