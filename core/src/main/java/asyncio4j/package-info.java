/// The vocabulary of asyncio4j: the facade [asyncio4j.Asyncio], tasks, futures, loops, errors and context variables.
@NullMarked
package asyncio4j;

import org.jspecify.annotations.NullMarked;
