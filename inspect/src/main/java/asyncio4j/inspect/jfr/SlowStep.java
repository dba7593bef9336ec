package asyncio4j.inspect.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Registered
@Name("asyncio4j.SlowStep")
@Label("Slow Step")
@Description("A task kept its loop from everything else for so long")
@Threshold("100 ms")
@StackTrace
final class SlowStep extends TaskEvent {}
