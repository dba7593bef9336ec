/// Two ways to run a task's stack: on the loop's own thread (scheduler) or by handing a baton between threads.
@NullMarked
package asyncio4j.internal.engine;

import org.jspecify.annotations.NullMarked;
