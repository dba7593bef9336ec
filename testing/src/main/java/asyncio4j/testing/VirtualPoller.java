package asyncio4j.testing;

import asyncio4j.spi.Poller;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Where a loop on a virtual clock waits: it does not, it moves the clock. For one loop.
///
/// Time stands still while a task blocks for real, and while only another thread could go on.
final class VirtualPoller implements Poller {
    private final VirtualClock clock;
    private final RealWorld world;
    private final @Nullable Faults faults;
    private final Semaphore wakeups = new Semaphore(0); // any thread

    VirtualPoller(VirtualClock clock, RealWorld world, @Nullable Faults faults) {
        this.clock = clock;
        this.world = world;
        this.faults = faults;
    }

    @Override
    public void poll(long timeoutNanos) throws InterruptedException {
        if (timeoutNanos == 0 && faults != null && clock.autojump()) {
            clock.leap(faults.leap());
        }
        if (clock.deliverDue() || timeoutNanos == 0) {
            return;
        }
        if (wakeups.availablePermits() == 0 && !moved(timeoutNanos) && !world.stuck(timeoutNanos > 0)) {
            wakeups.acquire();
        }
        wakeups.drainPermits();
    }

    private boolean moved(long timeoutNanos) {
        if (world.blocked()) {
            return false;
        }
        if (!clock.wakeWaiters()) {
            if (!clock.jump(timeoutNanos, faults == null ? 0 : faults.late())) {
                return false;
            }
            clock.deliverDue();
        }
        return true;
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }

    @Override
    public boolean expectsEvents() {
        return clock.expects();
    }

    @Override
    public boolean hasEvents() {
        return faults != null || clock.hasDue();
    }

    @Override
    public void close() {
        world.close();
    }
}
