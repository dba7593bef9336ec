/// Futures, tasks, cancellation and the combinators.
@NullMarked
package asyncio4j.internal.task;

import org.jspecify.annotations.NullMarked;
