/// Coordinating the tasks of one loop: locks, events, latches, conditions, semaphores, barriers, queues; pools and
/// limits.
///
/// Waiters are served first in, first out, and every wait can be cancelled without losing a turn, a permit, a
/// notification or an item. Everything here belongs to one loop; between threads use `java.util.concurrent`.
@NullMarked
package asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
