package asyncio4j.inspect.jfr;

import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// What happened to a task.
@Registered(false)
@Category("asyncio4j")
@Enabled(false)
@StackTrace(false)
abstract class TaskEvent extends Event {
    @Label("Task")
    @Nullable
    String task;

    @Label("Number")
    @Description("Loop and number of the task, as in `asyncio4j ps`")
    @Nullable
    String number;

    /// Fills in whose event it is, and commits it.
    final void commit(Task<?> whose) {
        task = whose.name();
        number = number(whose);
        commit();
    }

    static String number(Task<?> task) {
        return Introspection.view(Introspection.loopOf(task)).number() + "." + Introspection.id(task);
    }
}
