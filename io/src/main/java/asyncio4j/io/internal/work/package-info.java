/// Blocking work on threads of its own, and what must be closed when a loop ends.
@NullMarked
package asyncio4j.io.internal.work;

import org.jspecify.annotations.NullMarked;
