package asyncio4j.internal.loop;

import asyncio4j.internal.engine.StackEngine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads a loop runs on: a new one for each run, or the same one for all, when the poller may not change threads.
final class Carriers {
    private final LoopCore core;
    private final StackEngine engine;
    private final BooleanSupplier stays; // asked on the carrier when a run ends
    private final LinkedBlockingQueue<Runnable> next =
            new LinkedBlockingQueue<>(); // any thread; empty unless one stays
    private volatile @Nullable Thread kept; // written by the carrier

    Carriers(LoopCore core, StackEngine engine, BooleanSupplier stays) {
        this.core = core;
        this.engine = engine;
        this.stays = stays;
    }

    /// Runs `body` on a carrier; the calling thread waits. Returns whether it was interrupted.
    ///
    /// @param before told the carrier before it runs
    /// @param interrupted called each time the calling thread is interrupted
    boolean run(Runnable body, String name, Consumer<Thread> before, Runnable interrupted) {
        var end = new CountDownLatch(1);
        Runnable run = () -> {
            try {
                body.run();
            } finally {
                kept = stays.getAsBoolean() ? Thread.currentThread() : null;
                end.countDown();
            }
        };
        Thread carrier = kept;
        if (carrier != null) {
            before.accept(carrier);
            next.add(run);
        } else {
            carrier = engine.newCarrier(core, () -> work(run), name);
            before.accept(carrier);
            carrier.start();
        }
        boolean was = await(end::await, interrupted);
        return kept == null ? was | await(carrier::join, () -> {}) : was;
    }

    private void work(Runnable first) {
        first.run();
        while (kept != null) {
            try {
                next.take().run();
            } catch (InterruptedException e) { // meant for a run that has ended
                continue;
            }
        }
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    private static boolean await(Wait end, Runnable interrupted) {
        boolean was = false;
        while (true) {
            try {
                end.await();
                return was;
            } catch (InterruptedException e) {
                was = true;
                interrupted.run();
            }
        }
    }
}
