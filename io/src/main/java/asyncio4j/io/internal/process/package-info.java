/// Child processes: how they are started, their pipes as links, signals.
@NullMarked
package asyncio4j.io.internal.process;

import org.jspecify.annotations.NullMarked;
