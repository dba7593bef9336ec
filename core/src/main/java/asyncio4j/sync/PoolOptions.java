package asyncio4j.sync;

import asyncio4j.AsyncConsumer;
import asyncio4j.AsyncFunction;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a [ResourcePool] keeps its resources; immutable.
///
/// ```java
/// var options = PoolOptions.<Connection>defaults().withName("db").withMaxSize(20).withCheck(c -> c.ping());
/// ```
///
/// @param <T> the resources
/// @since 0.1
public final class PoolOptions<T> {
    private String name = "pool";
    private int maxSize = 10;
    private int minIdle;
    private @Nullable Duration maxIdle;
    private @Nullable Duration maxAge;
    private @Nullable Duration acquireTimeout;
    private @Nullable Duration closeTimeout = Duration.ofSeconds(30);
    private @Nullable AsyncFunction<? super T, Boolean> check;
    private AsyncConsumer<? super T> closer = PoolOptions::closeIfCloseable;

    private PoolOptions() {}

    private static void closeIfCloseable(Object resource) throws Exception {
        if (resource instanceof AutoCloseable c) {
            c.close();
        }
    }

    /// At most 10 resources, kept for ever, not checked, closed with [AutoCloseable#close()] within 30 s; acquiring
    /// waits without limit.
    public static <T> PoolOptions<T> defaults() {
        return new PoolOptions<>();
    }

    private PoolOptions<T> with(Consumer<PoolOptions<T>> change) {
        var copy = new PoolOptions<T>();
        copy.name = name;
        copy.maxSize = maxSize;
        copy.minIdle = minIdle;
        copy.maxIdle = maxIdle;
        copy.maxAge = maxAge;
        copy.acquireTimeout = acquireTimeout;
        copy.closeTimeout = closeTimeout;
        copy.check = check;
        copy.closer = closer;
        change.accept(copy);
        return copy;
    }

    private static @Nullable Duration positive(String what, @Nullable Duration d) {
        if (d != null && (d.isNegative() || d.isZero())) {
            throw new IllegalArgumentException(what + " must be positive, or null for no limit: " + d);
        }
        return d;
    }

    /// What messages call the pool.
    public String name() {
        return name;
    }

    /// These options with another name.
    public PoolOptions<T> withName(String newName) {
        Objects.requireNonNull(newName, "name");
        return with(o -> o.name = newName);
    }

    /// How many resources there are at most, those being closed included.
    public int maxSize() {
        return maxSize;
    }

    /// These options with another bound.
    ///
    /// @throws IllegalArgumentException if it is below 1
    public PoolOptions<T> withMaxSize(int resources) {
        if (resources < 1) {
            throw new IllegalArgumentException("maxSize must be >= 1: " + resources);
        }
        return with(o -> o.maxSize = resources);
    }

    /// So many idle resources are kept although [#maxIdle()] is over; none are made in advance.
    public int minIdle() {
        return minIdle;
    }

    /// These options with so many idle resources that are kept.
    ///
    /// @throws IllegalArgumentException if it is negative
    public PoolOptions<T> withMinIdle(int resources) {
        if (resources < 0) {
            throw new IllegalArgumentException("minIdle must be >= 0: " + resources);
        }
        return with(o -> o.minIdle = resources);
    }

    /// How long a resource may lie idle before it is closed; null: for ever.
    public @Nullable Duration maxIdle() {
        return maxIdle;
    }

    /// These options with another limit; null for none.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public PoolOptions<T> withMaxIdle(@Nullable Duration limit) {
        return with(o -> o.maxIdle = positive("maxIdle", limit));
    }

    /// How long after it was made a resource is closed, once nobody uses it; null: never.
    public @Nullable Duration maxAge() {
        return maxAge;
    }

    /// These options with another limit; null for none.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public PoolOptions<T> withMaxAge(@Nullable Duration limit) {
        return with(o -> o.maxAge = positive("maxAge", limit));
    }

    /// How long acquiring takes at most, making and checking included; null: without limit.
    public @Nullable Duration acquireTimeout() {
        return acquireTimeout;
    }

    /// These options with another limit; null for none.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public PoolOptions<T> withAcquireTimeout(@Nullable Duration limit) {
        return with(o -> o.acquireTimeout = positive("acquireTimeout", limit));
    }

    /// How long closing a resource takes at most before it is cancelled; null: without limit.
    public @Nullable Duration closeTimeout() {
        return closeTimeout;
    }

    /// These options with another limit; null for none.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public PoolOptions<T> withCloseTimeout(@Nullable Duration limit) {
        return with(o -> o.closeTimeout = positive("closeTimeout", limit));
    }

    /// What an idle resource must pass before it is lent again; null: nothing.
    public @Nullable AsyncFunction<? super T, Boolean> check() {
        return check;
    }

    /// These options with another check: what it answers false for, or throws at, is closed and replaced.
    public PoolOptions<T> withCheck(@Nullable AsyncFunction<? super T, Boolean> isUsable) {
        return with(o -> o.check = isUsable);
    }

    /// What closes a resource.
    public AsyncConsumer<? super T> closer() {
        return closer;
    }

    /// These options with another way of closing; it may suspend.
    public PoolOptions<T> withCloser(AsyncConsumer<? super T> close) {
        Objects.requireNonNull(close, "closer");
        return with(o -> o.closer = close);
    }
}
