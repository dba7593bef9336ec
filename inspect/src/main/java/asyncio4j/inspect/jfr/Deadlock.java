package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

@Registered
@Name("asyncio4j.Deadlock")
@Label("Deadlock")
@Description("Tasks wait for each other in a circle")
@StackTrace
final class Deadlock extends TaskEvent {
    @Label("Circle")
    @Nullable
    String circle;
}
