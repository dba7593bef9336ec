/// Streams, servers, datagrams, name lookups, files and child processes for tasks.
@NullMarked
package asyncio4j.io;

import org.jspecify.annotations.NullMarked;
