/// What carries the bytes under streams and servers: the sockets of the machine, or a simulated network.
@NullMarked
package asyncio4j.io.spi;

import org.jspecify.annotations.NullMarked;
