/// Links and listeners on Netty's channels, and the poller that drives them.
@NullMarked
package asyncio4j.io.internal.netty;

import org.jspecify.annotations.NullMarked;
