/// The main class of every program started by the launcher.
@NullMarked
package asyncio4j.internal.launch;

import org.jspecify.annotations.NullMarked;
