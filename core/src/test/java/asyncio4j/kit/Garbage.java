package asyncio4j.kit;

import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Makes the collector run until something is seen to have happened. */
public final class Garbage {
    private static final int ATTEMPTS = 200;

    private Garbage() {}

    /** Collects a few times, for what must not happen. */
    public static void collect() {
        int[] times = {0};
        collectUntil(() -> ++times[0] > 5);
    }

    /** Collects until {@code condition} holds, at most some seconds; false when it never did. */
    public static boolean collectUntil(BooleanSupplier condition) {
        return collect(condition, () -> LockSupport.parkNanos(10_000_000));
    }

    /** The same inside a task, which lets the loop turn meanwhile. */
    public static boolean collectInTaskUntil(BooleanSupplier condition) {
        return collect(condition, () -> sleep(millis(10)));
    }

    private static boolean collect(BooleanSupplier condition, Runnable pause) {
        for (int i = 0; i < ATTEMPTS && !condition.getAsBoolean(); i++) {
            System.gc();
            pause.run();
        }
        return condition.getAsBoolean();
    }
}
