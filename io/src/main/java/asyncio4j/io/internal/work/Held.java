package asyncio4j.io.internal.work;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.spi.Waits;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Something closeable that is only used on workers, and closed when the last of its jobs has ended.
///
/// `users` and the resource: any thread; everything else is the loop's.
///
/// @param <R> what is held
public final class Held<R extends Closeable> implements AutoCloseable {
    /// A call on what is held.
    @FunctionalInterface
    public interface Use<R, T extends @Nullable Object> {
        /// Makes it, on a worker.
        T on(R resource) throws IOException;
    }

    private final Workers workers;
    private final R resource;
    private final AtomicInteger users = new AtomicInteger(1); // jobs under way, and one while it is open
    private @Nullable CompletableFuture<@Nullable Void> stray; // ends with the writes that lost their waiters
    private boolean closed;

    private Held(Workers workers, R resource) {
        this.workers = workers;
        this.resource = resource;
    }

    /// Opens it on a worker; suspends. Cancelled, what is opened too late is closed.
    public static <R extends Closeable> Held<R> open(Workers workers, Callable<? extends R> opening) {
        R resource = workers.await(new Job<R>(opening) {
            @Override
            void unwanted(R late) {
                workers.hand(new Closing(late));
            }
        });
        return new Held<>(workers, resource);
    }

    /// Makes `call` on a worker; suspends. Calls may overlap.
    ///
    /// @throws ClosedChannelException if it is closed
    public <T extends @Nullable Object> T use(Use<? super R, ? extends T> call) throws IOException {
        awaitTurn();
        return await(new Call<T>(call));
    }

    /// As [#use], for a call that changes something: if it runs on after a cancellation, later calls wait for
    /// its end.
    public <T extends @Nullable Object> T change(Use<? super R, ? extends T> call) throws IOException {
        awaitTurn();
        var job = new Call<T>(call);
        try {
            return await(job);
        } catch (CancelledError e) {
            if (!job.ended.isDone()) {
                CompletableFuture<@Nullable Void> before = stray;
                stray = before == null ? job.ended : job.ended.thenCompose(_ -> before);
            }
            throw e;
        }
    }

    private void awaitTurn() throws IOException {
        Waits.currentTask();
        while (stray != null && !closed) {
            if (stray.isDone()) {
                stray = null;
            } else {
                Asyncio.await(stray.copy());
            }
        }
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private <T extends @Nullable Object> T await(Call<T> job) {
        users.incrementAndGet();
        return workers.await(job);
    }

    private final class Call<T extends @Nullable Object> extends Job<T> {
        final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

        Call(Use<? super R, ? extends T> call) {
            super(() -> call.on(resource));
        }

        @Override
        void over() {
            ended.complete(null);
            if (users.decrementAndGet() == 0) {
                workers.hand(new Closing(resource));
            }
        }
    }

    private static final class Closing extends Job<@Nullable Void> {
        Closing(Closeable resource) {
            super(() -> {
                resource.close();
                return null;
            });
        }

        @Override
        boolean certain() {
            return true;
        }
    }

    /// What is held, for calls that may come after its end.
    public R resource() {
        return resource;
    }

    /// Whether it was closed.
    public boolean closed() {
        return closed;
    }

    /// Closes it: now, or when the last job has ended. In a task suspends until that is done if no job is under
    /// way.
    ///
    /// @throws UncheckedIOException if closing failed
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (users.decrementAndGet() > 0) {
            return;
        }
        var job = new Closing(resource);
        if (!Workers.inTask()) {
            workers.hand(job);
            return;
        }
        try {
            Asyncio.mayThrow(IOException.class);
            workers.await(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
