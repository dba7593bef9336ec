package asyncio4j.sync;

import asyncio4j.AsyncConsumer;
import asyncio4j.AsyncFunction;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.Timeout;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Things that are dear to make, lent to one task at a time and used again: connections.
///
/// ```java
/// try (var pool = new ResourcePool<>(() -> connect(url), PoolOptions.<Connection>defaults().withMaxSize(20))) {
///     try (var lease = pool.hold()) {
///         lease.value().query("...");
///     }
/// }
/// ```
///
/// There are never more than [PoolOptions#maxSize()] resources. Who waits is served first come, first served; the
/// resource given back last is lent first. The factory and the check run in the task that acquires: cancelled or
/// failed, they free their place for the next one. Closing runs in a task of its own, which no cancellation of the
/// user reaches; its failures go to the loop's exception handler.
///
/// States: open, then closed: nobody is served any more, idle resources are closed at once, lent ones when they come
/// back. Expiry of idle resources is a timer of the loop, there only while some can expire.
///
/// Threads: the tasks of one loop; giving back also in its callbacks.
///
/// @param <T> the resources
/// @since 0.1
public final class ResourcePool<T> implements AutoCloseable {
    private final Awaitable<? extends T> factory;
    private final PoolOptions<T> options;
    private final WaitQueue waiting = new WaitQueue(new Shown());
    private final IdleResources<T> idle; // loop only, as all below
    private final PoolClosings<T> closings;
    private final Map<T, PoolSlot<T>> lent = new IdentityHashMap<>();
    private int places; // taken: by who opens, checks or uses a resource, by closings, and the promised ones
    private int promised; // places granted to tasks that have not gone on
    private long created;
    private boolean closed;
    private @Nullable Object loop; // of the first acquire

    /// With the default options.
    ///
    /// @param factory makes a resource; it may suspend and throw
    public ResourcePool(Awaitable<? extends T> factory) {
        this(factory, PoolOptions.defaults());
    }

    /// With these options.
    ///
    /// @param factory makes a resource; it may suspend and throw
    public ResourcePool(Awaitable<? extends T> factory, PoolOptions<T> options) {
        this.factory = Objects.requireNonNull(factory, "factory");
        this.options = Objects.requireNonNull(options, "options");
        closings = new PoolClosings<>(options, this::freePlace);
        idle = new IdleResources<>(options, this::expire);
    }

    /// How a pool is doing.
    ///
    /// @param size resources there are: idle, lent, being checked, being closed
    /// @param idle resources nobody uses
    /// @param borrowed resources lent to tasks
    /// @param waiting tasks that wait for their turn
    /// @param created resources made so far
    /// @param closed resources closed so far
    /// @since 0.1
    public record Statistics(int size, int idle, int borrowed, int waiting, long created, long closed) {}

    private final class Shown implements WaitTarget {
        @Override
        public String name() {
            return "pool \"" + options.name() + "\"";
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return waiting.tasks();
        }
    }

    // ---- borrowing ----

    /// Borrows a resource, suspending until there is one; waits at most [PoolOptions#acquireTimeout()].
    ///
    /// @throws AsyncTimeoutException after that time; it says who has the resources and who waits
    /// @throws IllegalStateException if the pool is closed, also while the task waits
    public T acquire() {
        return acquire(options.acquireTimeout());
    }

    /// As [#acquire()], at most for `limit` (null: without limit; not positive: without waiting).
    public T acquire(@Nullable Duration limit) {
        Task<?> me = Waits.currentTask();
        bind(me);
        refuseIfClosed();
        if (limit == null) {
            return lend(me);
        }
        var scope = new Timeout[1];
        try {
            return Asyncio.<T>timeout(limit, (Timeout t) -> {
                scope[0] = t;
                return lend(me);
            });
        } catch (AsyncTimeoutException e) {
            if (scope[0].expired() && e.getCause() instanceof CancelledError cause) {
                throw new AsyncTimeoutException(nothingFor(me, limit), cause);
            }
            throw e; // of the factory
        }
    }

    private String nothingFor(Task<?> me, Duration limit) {
        var users = lent.values().stream().map(s -> s.borrower).toList();
        return this + " lent nothing to task \"" + me.name() + "\" within "
                + (limit.getSeconds() + limit.getNano() / 1e9) + " s"
                + list("; in use by ", users) + list("; also waiting: ", waiting.tasks());
    }

    private static String list(String before, List<? extends Task<?>> tasks) {
        return tasks.stream()
                .limit(10)
                .map(t -> "task \"" + t.name() + "\"")
                .collect(Collectors.joining(", ", tasks.isEmpty() ? "" : before, tasks.size() > 10 ? ", ..." : ""));
    }

    private T lend(Task<?> me) {
        takePlace();
        PoolSlot<T> slot;
        try {
            slot = usableIdle();
            if (slot == null) {
                slot = open();
            }
        } catch (Throwable e) {
            freePlace();
            throw e;
        }
        if (closed) {
            discard(slot);
            throw down();
        }
        slot.borrower = me;
        lent.put(slot.value, slot);
        return slot.value;
    }

    private void bind(Task<?> me) {
        Object here = Waits.loopOf(me);
        if (loop == null) {
            loop = here;
        } else if (loop != here) {
            throw otherLoop();
        }
    }

    private IllegalStateException otherLoop() {
        return new IllegalStateException(
                this + " is bound to a different event loop: make a pool per loop, or use " + "runCoroutineThreadsafe");
    }

    private void takePlace() {
        if (places < options.maxSize() && waiting.isEmpty()) {
            places++;
            return;
        }
        waiting.await(this::passOn);
        refuseIfClosed();
        promised--;
        grant(); // places that were freed while newcomers had to queue
    }

    private void passOn() {
        if (!closed) {
            promised--;
            freePlace();
        }
    }

    private void freePlace() {
        places--;
        grant();
    }

    private void grant() {
        while (!closed && places < options.maxSize() && waiting.grantFirst()) {
            places++;
            promised++;
        }
    }

    /// An idle resource that is fit for use, or null: when there is none left.
    private @Nullable PoolSlot<T> usableIdle() {
        for (PoolSlot<T> slot = idle.takeLast(); slot != null; slot = idle.takeLast()) {
            if (!idle.isOver(slot) && passes(slot)) {
                return slot;
            }
            close(slot).await();
            refuseIfClosed();
        }
        return null;
    }

    private boolean passes(PoolSlot<T> slot) {
        AsyncFunction<? super T, Boolean> check = options.check();
        if (check == null) {
            return true;
        }
        try {
            return check.apply(slot.value);
        } catch (Throwable e) {
            Throwable failure = Waits.settled(e);
            if (failure instanceof CancelledError || Locked.isFatal(failure)) {
                close(slot); // who knows in which state it is
                throw Locked.undeclared(failure);
            }
            return false;
        }
    }

    private PoolSlot<T> open() {
        T made;
        try {
            made = factory.await();
        } catch (Throwable e) {
            throw Locked.undeclared(e);
        }
        Objects.requireNonNull(made, () -> "the factory of " + this + " returned null");
        if (lent.containsKey(made) || idle.contains(made)) {
            throw new IllegalStateException("the factory of " + this + " returned what the pool has already: " + made);
        }
        created++;
        return new PoolSlot<>(made, Waits.now());
    }

    // ---- giving back ----

    /// Gives a borrowed resource back, to the first that waits if there is one.
    ///
    /// It suspends only when the resource must be closed (the pool is closed, the resource too old), until it is; a
    /// cancellation is raised after that.
    ///
    /// @throws IllegalStateException if it is not borrowed: never was, or was given back already
    public void release(T resource) {
        PoolSlot<T> slot = takeBack(resource);
        if (closed || idle.isTooOld(slot)) {
            discard(slot);
        } else {
            idle.add(slot);
            freePlace();
        }
    }

    /// Closes a borrowed resource that is broken, in place of [#release]; suspends until it is closed.
    ///
    /// A cancellation is raised after that; in a callback it does not wait.
    ///
    /// @throws IllegalStateException if it is not borrowed: never was, or was given back already
    public void invalidate(T resource) {
        discard(takeBack(resource));
    }

    private PoolSlot<T> takeBack(T resource) {
        if (loop != null && Waits.loop() != loop) {
            throw otherLoop();
        }
        PoolSlot<T> slot = lent.remove(Objects.requireNonNull(resource, "resource"));
        if (slot == null) {
            throw new IllegalStateException("not borrowed from " + this + ", or given back already: " + resource);
        }
        slot.borrower = null;
        return slot;
    }

    private void discard(PoolSlot<T> slot) {
        PoolClosings<T>.Closing closing = close(slot);
        freePlace();
        closings.await(List.of(closing));
    }

    private PoolClosings<T>.Closing close(PoolSlot<T> slot) {
        places++; // until it is closed
        return closings.begin(slot);
    }

    private void expire() {
        for (PoolSlot<T> slot : idle.takeExpired(promised)) { // who was granted its turn may count on one
            close(slot);
        }
    }

    /// Borrows a resource, to be given back by closing.
    public Lease<T> hold() {
        return new Lease<>(this, acquire());
    }

    /// As [#hold()], at most for `limit`; see [#acquire(Duration)].
    public Lease<T> hold(@Nullable Duration limit) {
        return new Lease<>(this, acquire(limit));
    }

    /// Runs `body` with a borrowed resource.
    public <R extends @Nullable Object> R with(AsyncFunction<? super T, ? extends R> body) {
        Objects.requireNonNull(body, "body");
        T resource = acquire();
        return Locked.<R>run(() -> body.apply(resource), () -> release(resource));
    }

    /// The void form of [#with]; another name, so that lambdas need no types.
    public void use(AsyncConsumer<? super T> body) {
        Objects.requireNonNull(body, "body");
        T resource = acquire();
        Locked.run(Asyncio.action(() -> body.accept(resource)), () -> release(resource));
    }

    // ---- the end ----

    /// Closes the pool: who waits or comes later gets an [IllegalStateException], idle resources are closed, borrowed
    /// ones when they are given back. Suspends until what is being closed is closed; not for borrowed ones.
    ///
    /// A cancellation is raised after that. In a callback it does not wait. Again: waits again.
    ///
    /// @throws IllegalStateException outside a loop
    @Override
    public void close() {
        beginClose();
        closings.await();
    }

    /// What [#close()] does before it waits.
    void beginClose() {
        Object here = Waits.loop();
        if (loop != null && here != loop) {
            throw otherLoop();
        }
        if (closed) {
            return;
        }
        closed = true;
        places -= promised;
        promised = 0;
        waiting.grantAll();
        for (PoolSlot<T> slot = idle.takeLast(); slot != null; slot = idle.takeLast()) {
            close(slot);
        }
    }

    /// Whether [#close()] was called.
    public boolean isClosed() {
        return closed;
    }

    private void refuseIfClosed() {
        if (closed) {
            throw down();
        }
    }

    private IllegalStateException down() {
        return new IllegalStateException("pool \"" + options.name() + "\" is closed: it lends nothing any more");
    }

    /// How the pool is doing now.
    public Statistics statistics() {
        long gone = closings.count();
        return new Statistics((int) (created - gone), idle.size(), lent.size(), waiting.waiting(), created, gone);
    }

    @Override
    public String toString() {
        return "pool \"" + options.name() + "\" (" + (closed ? "closed, " : "") + lent.size() + " of "
                + options.maxSize() + " in use)";
    }
}
