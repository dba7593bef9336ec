/// What plugs into a loop: clocks, pollers, schedules, observers, and the verbs of waiting for primitives outside core.
@NullMarked
package asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
