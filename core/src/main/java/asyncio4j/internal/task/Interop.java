package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.internal.loop.LoopJob;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Futures of other worlds, and other worlds' views of ours.
public final class Interop {
    private Interop() {}

    // ---- theirs to ours ----

    /// A future of the running loop that follows `stage`.
    public static <T extends @Nullable Object> AsyncFuture<T> wrap(CompletionStage<? extends T> stage) {
        Objects.requireNonNull(stage, "stage");
        EventLoopImpl loop = EventLoopImpl.running();
        FutureImpl<T> future = loop.newFuture();
        stage.whenComplete((value, failure) -> loop.core.submit((LoopJob) () -> {
            if (!future.isDone()) {
                follow(future, value, failure);
            }
        }));
        loop.standstill.begun();
        future.whenEnded((LoopJob) loop.standstill::ended);
        future.whenEnded(new HandleImpl(
                () -> {
                    if (future.isCancelled()) {
                        cancel(stage);
                    }
                },
                null));
        return future;
    }

    private static <T extends @Nullable Object> void follow(
            FutureImpl<T> future, T value, @Nullable Throwable failure) {
        Throwable t = failure;
        while ((t instanceof CompletionException || t instanceof ExecutionException) && t.getCause() != null) {
            t = t.getCause();
        }
        if (t instanceof CancellationException) {
            future.requestCancel(t.getMessage(), null);
        } else if (t != null) {
            future.fail(t);
        } else {
            future.succeed(value);
        }
    }

    private static void cancel(CompletionStage<?> stage) {
        try {
            if (stage instanceof Future<?> f) {
                f.cancel(true);
            } else {
                stage.toCompletableFuture().cancel(true);
            }
        } catch (UnsupportedOperationException e) {
            // a stage that cannot be cancelled goes on
        }
    }

    /// Suspends until `future` is done.
    public static <T extends @Nullable Object> T await(Future<? extends T> future) {
        Objects.requireNonNull(future, "future");
        if (future instanceof AsyncFuture<? extends T> ours) {
            return ours.await();
        }
        if (future instanceof CompletionStage<?> stage) {
            @SuppressWarnings("unchecked") // one object, of one result
            var same = (CompletionStage<? extends T>) stage;
            return Interop.<T>wrap(same).await();
        }
        var result = new Waited<T>(future);
        return Interop.<T>wrap(result).await();
    }

    /// A plain future, waited for by a thread of its own.
    private static final class Waited<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Future<? extends T> future;

        Waited(Future<? extends T> future) {
            this.future = future;
            Thread.ofVirtual().name("asyncio4j-await").start(this::follow);
        }

        private void follow() {
            try {
                complete(future.get());
            } catch (Throwable e) {
                completeExceptionally(e);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            future.cancel(true);
            return super.cancel(mayInterrupt);
        }
    }

    // ---- ours to theirs ----

    /// A CompletableFuture that follows `future`. Any thread.
    static <T extends @Nullable Object> Bridges.Bridge<T> bridge(FutureImpl<T> future) {
        EventLoopImpl loop = future.loop;
        Bridges.Bridge<T> bridge = loop.bridges.open();
        bridge.follow(future);
        if (bridge.settle()) {
            return bridge;
        }
        HandleImpl end = bridge.end;
        if (loop.onLoop()) {
            future.whenEnded(end);
            return bridge;
        }
        boolean taken = loop.core.submit((LoopJob) () -> future.whenEnded(end));
        if (!bridge.settle() && !taken) { // the loop may have come to rest in between
            bridge.cancel(false); // closed: nothing will ever end it
        }
        return bridge;
    }

    /// Makes a task of `body` on `loop`. Any thread.
    public static <T extends @Nullable Object> CompletableFuture<T> submit(
            Awaitable<? extends T> body, EventLoopImpl loop) {
        Objects.requireNonNull(body, "body");
        if (loop.isClosed()) {
            throw new IllegalStateException("Event loop is closed");
        }
        Bridges.Bridge<T> bridge = loop.bridges.open();
        loop.submit(new HandleImpl(
                () -> {
                    if (!bridge.isDone()) {
                        begin(body, loop, bridge);
                    }
                },
                Contexts.capture()));
        return bridge;
    }

    private static <T extends @Nullable Object> void begin(
            Awaitable<? extends T> body, EventLoopImpl loop, Bridges.Bridge<T> bridge) {
        try {
            FutureImpl<T> future = loop.ensure(body);
            bridge.follow(future);
            future.whenEnded(bridge.end);
        } catch (Throwable e) {
            bridge.completeExceptionally(e);
            throw e;
        }
    }
}
