/// Ready queue, timers, inbox and the pass of a loop. Knows stacks and callbacks, not tasks.
@NullMarked
package asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
