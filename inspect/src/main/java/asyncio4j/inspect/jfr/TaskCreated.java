package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Registered
@Name("asyncio4j.TaskCreated")
@Label("Task Created")
@Description("A task was made")
@StackTrace
final class TaskCreated extends TaskEvent {
    @Label("Creator")
    @Description("The task that made it")
    @Nullable
    String creator;
}
