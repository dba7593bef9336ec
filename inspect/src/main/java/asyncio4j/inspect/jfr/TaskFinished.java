package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

@Registered
@Name("asyncio4j.TaskFinished")
@Label("Task Finished")
@Description("A task has ended")
final class TaskFinished extends TaskEvent {
    @Label("Outcome")
    @Description("result, failed or cancelled")
    @Nullable
    String outcome;
}
