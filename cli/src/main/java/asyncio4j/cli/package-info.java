/// The command line.
@NullMarked
package asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
