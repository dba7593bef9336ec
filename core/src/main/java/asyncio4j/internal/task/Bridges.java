package asyncio4j.internal.task;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The CompletableFutures that follow futures of one loop; those still open are cancelled when it closes. Any thread.
final class Bridges {
    private final Set<Bridge<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// A CompletableFuture that can be cancelled through to what it follows.
    static final class Bridge<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Runnable onCancel;

        private Bridge(Runnable onCancel) {
            this.onCancel = onCancel;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean done = super.cancel(mayInterrupt);
            if (done) {
                onCancel.run();
            }
            return done;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }
    }

    /// A new one; `onCancel` runs once, on the thread that cancels it.
    <T extends @Nullable Object> Bridge<T> open(Runnable onCancel) {
        var bridge = new Bridge<T>(onCancel);
        open.add(bridge);
        bridge.whenComplete((value, failure) -> open.remove(bridge));
        if (closed) {
            bridge.cancel(false);
        }
        return bridge;
    }

    void close() {
        closed = true;
        for (Bridge<?> bridge : open) {
            bridge.cancel(false);
        }
    }
}
