package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Registered
@Name("asyncio4j.TaskParked")
@Label("Task Parked")
@Description("A task waits for something, or for its turn")
@StackTrace
final class TaskParked extends TaskEvent {
    @Label("Waits For")
    @Nullable
    String target;
}
