/// Events for Java Flight Recorder, category asyncio4j, off by default.
@NullMarked
package asyncio4j.inspect.jfr;

import org.jspecify.annotations.NullMarked;
