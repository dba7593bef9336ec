package asyncio4j.iter;

import asyncio4j.Asyncio;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Wakes one task from any thread; while the task waits, its loop knows that somebody outside may.
final class Bell {
    private volatile @Nullable CompletableFuture<Void> waiting; // written by the task

    /// Suspends the calling task until `condition` holds, which is looked at after every ring.
    void awaitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            var next = new CompletableFuture<Void>();
            waiting = next;
            if (!condition.getAsBoolean()) { // it may have come true before the bell was there to be rung
                Asyncio.await(next);
            }
        }
        waiting = null;
    }

    /// What the task waits for may have come true. Any thread.
    void ring() {
        CompletableFuture<Void> next = waiting;
        if (next != null) {
            next.complete(null);
        }
    }
}
