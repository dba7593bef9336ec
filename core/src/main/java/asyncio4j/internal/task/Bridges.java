package asyncio4j.internal.task;

import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.internal.loop.LoopJob;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The CompletableFutures that follow futures of one loop. Any thread.
///
/// Those whose future is done are completed when the loop comes to rest, the others cancelled when it closes: nobody is
/// left waiting for a callback that does not come.
final class Bridges {
    private final EventLoopImpl loop;
    private final ConcurrentSkipListMap<Long, Bridge<?>> open = new ConcurrentSkipListMap<>(); // without locks
    private final AtomicLong count = new AtomicLong();
    private volatile boolean closed;

    Bridges(EventLoopImpl loop) {
        this.loop = loop;
    }

    /// A CompletableFuture that cancels what it follows when it is cancelled itself.
    final class Bridge<T extends @Nullable Object> extends CompletableFuture<T> {
        private volatile @Nullable FutureImpl<T> followed; // null: not made yet

        private Bridge() {}

        /// From now on it ends as `future` does.
        void follow(FutureImpl<T> future) {
            followed = future;
        }

        /// What completes it.
        final HandleImpl end = new HandleImpl(this::settle, null);

        /// Nobody waits for it any more: what it follows goes on. Any thread.
        void forget() {
            FutureImpl<T> future = followed;
            if (super.cancel(false) && future != null) {
                loop.core.submit((LoopJob) () -> future.remove(end));
            }
        }

        /// Completes it if what it follows is done.
        boolean settle() {
            FutureImpl<T> future = followed;
            if (future == null || !future.isDone()) {
                return false;
            }
            if (future.isCancelled()) {
                super.cancel(false);
                return true;
            }
            Throwable failure = future.failure();
            if (failure != null) {
                completeExceptionally(failure);
            } else {
                complete(future.outcome());
            }
            return true;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean done = super.cancel(mayInterrupt);
            if (done) {
                loop.core.submit((LoopJob) this::cancelFollowed);
            }
            return done;
        }

        private void cancelFollowed() {
            FutureImpl<T> future = followed;
            if (future != null) {
                future.requestCancel(null, "its CompletableFuture");
            }
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /// A new one, which does not follow anything yet.
    <T extends @Nullable Object> Bridge<T> open() {
        var bridge = new Bridge<T>();
        Long key = count.getAndIncrement();
        open.put(key, bridge);
        bridge.whenComplete((value, failure) -> open.remove(key));
        if (closed) {
            bridge.cancel(false);
        }
        return bridge;
    }

    /// Whether nothing follows a future of the loop now.
    boolean isEmpty() {
        return open.isEmpty();
    }

    /// The loop comes to rest: what was to complete a bridge may not run for long.
    void settle() {
        open.values().forEach(Bridge::settle);
    }

    /// The loop is closed.
    void close() {
        closed = true;
        for (Bridge<?> bridge : open.values()) {
            if (!bridge.settle()) {
                bridge.cancel(false);
            }
        }
    }
}
