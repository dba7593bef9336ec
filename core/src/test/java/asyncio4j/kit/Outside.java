package asyncio4j.kit;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs code on a platform thread that belongs to no loop. */
public final class Outside {
    private Outside() {}

    /** Starts {@code code}; the future ends with it. */
    public static <T> CompletableFuture<T> start(Callable<? extends T> code) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(code.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Waits for {@code code} on another thread and returns its result or throws its failure. */
    public static <T> T call(Callable<? extends T> code) throws Exception {
        try {
            return Outside.<T>start(code).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Keeps the calling thread busy until {@code condition} holds, without ever suspending. */
    public static void spinUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen while this thread was busy");
            }
            Thread.onSpinWait();
        }
    }
}
