/// Coordinating the tasks of one loop: locks, events, latches, conditions, semaphores, barriers, queues; pools and
/// limits; and channels between loops and threads.
///
/// Waiters are served first in, first out, and every wait can be cancelled without losing a turn, a permit, a
/// notification or an item. Everything here belongs to one loop, except [AsyncChannel], which any task or thread may
/// use.
@NullMarked
package asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
