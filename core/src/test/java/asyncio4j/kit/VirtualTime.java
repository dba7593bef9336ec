package asyncio4j.kit;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopClock;
import asyncio4j.spi.LoopConfig;
import asyncio4j.spi.Poller;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** A clock that jumps to the next timer as soon as the loop has nothing else to do. One per loop. */
public final class VirtualTime implements LoopClock, Poller {
    private final Semaphore wakeups = new Semaphore(0); // any thread
    private volatile long now = Duration.ofSeconds(1000).toNanos();

    /** A loop on a virtual clock of its own. */
    public static EventLoop newLoop() {
        return new VirtualTime().loop();
    }

    /** A loop on this clock. */
    public EventLoop loop() {
        return LoopConfig.defaults().withClock(this).withPoller(this).newLoop();
    }

    @Override
    public long nanos() {
        return now;
    }

    /** Moves the clock while a task or callback runs, as if it had computed for so long. */
    public void elapse(Duration d) {
        now += d.toNanos();
    }

    @Override
    public void poll(long timeoutNanos) throws InterruptedException {
        if (wakeups.tryAcquire()) {
            wakeups.drainPermits();
        } else if (timeoutNanos > 0) {
            now += timeoutNanos;
        } else if (timeoutNanos < 0) {
            wakeups.acquire();
            wakeups.drainPermits();
        }
    }

    @Override
    public void wakeup() {
        wakeups.release();
    }
}
