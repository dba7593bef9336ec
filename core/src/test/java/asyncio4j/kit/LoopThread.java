package asyncio4j.kit;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;

import asyncio4j.AsyncFuture;
import asyncio4j.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A loop that runs on a thread of its own until this is closed. */
public final class LoopThread implements AutoCloseable {
    private final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    private final CompletableFuture<AsyncFuture<Void>> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> end;

    /** Starts it. */
    public LoopThread() {
        end = Outside.start(() -> {
            run(() -> {
                AsyncFuture<Void> stopped = getRunningLoop().createFuture();
                stop.complete(stopped);
                loop.complete(getRunningLoop());
                stopped.await();
            });
            return null;
        });
        end.whenComplete((_, failure) -> {
            if (failure != null) {
                loop.completeExceptionally(failure);
            }
        });
    }

    /** The loop, running. */
    public EventLoop loop() {
        return loop.join();
    }

    @Override
    public void close() {
        loop().callSoonThreadsafe(() -> stop.join().setResult(null));
        end.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
