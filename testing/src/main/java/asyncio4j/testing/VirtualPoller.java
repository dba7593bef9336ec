package asyncio4j.testing;

import asyncio4j.spi.Poller;
import java.util.concurrent.Semaphore;

/// Where a loop on a virtual clock waits: it does not, it moves the clock. For one loop.
final class VirtualPoller implements Poller {
    private final VirtualClock clock;
    private final Semaphore wakeups = new Semaphore(0); // any thread

    VirtualPoller(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public void poll(long timeoutNanos) throws InterruptedException {
        if (clock.deliverDue() || timeoutNanos == 0) {
            return;
        }
        if (wakeups.availablePermits() == 0) {
            if (clock.wakeWaiters()) {
                return;
            }
            if (clock.jump(timeoutNanos)) {
                clock.deliverDue();
                return;
            }
            wakeups.acquire(); // only another thread can help
        }
        wakeups.drainPermits();
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public boolean expectsEvents() {
        return clock.expects();
    }
}
