/// Tests of concurrent code whose failures repeat: virtual time, seeded schedules, replay.
@NullMarked
package asyncio4j.testing;

import org.jspecify.annotations.NullMarked;
