package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.Timespan;

@Registered
@Name("asyncio4j.TaskResumed")
@Label("Task Resumed")
@Description("A task goes on after it was parked")
final class TaskResumed extends TaskEvent {
    @Label("Waited")
    @Timespan
    long waited;
}
