package asyncio4j.sync;

/// A resource borrowed from a [ResourcePool], until closed.
///
/// Threads: the tasks and callbacks of the pool's loop.
///
/// @param <T> the resource
/// @since 0.1
public final class Lease<T> implements AutoCloseable {
    private final ResourcePool<T> pool;
    private final T value;
    private boolean over; // loop only

    Lease(ResourcePool<T> pool, T value) {
        this.pool = pool;
        this.value = value;
    }

    /// The resource.
    ///
    /// @throws IllegalStateException once it was given back
    public T value() {
        if (over) {
            throw new IllegalStateException("the lease is over: the resource went back to " + pool);
        }
        return value;
    }

    /// Has the resource closed instead of given back, because it is broken; see [ResourcePool#invalidate].
    public void invalidate() {
        if (!over) {
            over = true;
            pool.invalidate(value);
        }
    }

    /// Gives the resource back; see [ResourcePool#release]. Closing twice does nothing more.
    @Override
    public void close() {
        if (!over) {
            over = true;
            pool.release(value);
        }
    }

    @Override
    public String toString() {
        return "Lease[" + value + (over ? ", over]" : "]");
    }
}
