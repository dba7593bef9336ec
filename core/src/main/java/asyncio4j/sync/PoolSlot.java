package asyncio4j.sync;

import asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// A resource of a pool and what the pool knows of it. Loop only.
final class PoolSlot<T> {
    final T value;
    final long born; // nanoseconds of the loop's clock
    long idleSince;

    @Nullable
    Task<?> borrower;

    PoolSlot(T value, long born) {
        this.value = value;
        this.born = born;
    }
}
