/// The socket by which the command line asks a running program.
@NullMarked
package asyncio4j.inspect.internal;

import org.jspecify.annotations.NullMarked;
