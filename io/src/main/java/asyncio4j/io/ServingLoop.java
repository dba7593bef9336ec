package asyncio4j.io;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.Context;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A loop with a thread and a server of its own.
///
/// States: starting (until `serving` is done), serving, stopping, ended (`ended` is done).
final class ServingLoop {
    interface Opener {
        Server open() throws Exception;
    }

    final CompletableFuture<Server> serving = new CompletableFuture<>();
    final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile @Nullable EventLoop loop; // any thread, from its start on
    private volatile @Nullable Task<?> main;
    private volatile @Nullable AsyncFuture<@Nullable Void> stop;
    private volatile boolean cancelled;

    /// Starts it; `opener` is called there, in a task that sees `context`.
    ServingLoop(String name, Context context, Opener opener) {
        Thread.ofPlatform().name(name).daemon(true).start(() -> {
            try {
                Asyncio.run(() -> serve(context, opener));
            } catch (Throwable e) {
                serving.completeExceptionally(e); // of no effect once it has served
            } finally {
                ended.complete(null);
            }
        });
    }

    private void serve(Context context, Opener opener) throws Exception {
        EventLoop here = Asyncio.getRunningLoop();
        AsyncFuture<@Nullable Void> until = here.createFuture();
        stop = until;
        main = Asyncio.currentTask();
        loop = here;
        if (cancelled) { // by somebody who did not see the loop yet
            throw new CancelledError();
        }
        Server server = context.run(opener::open);
        serving.complete(server);
        until.await();
        server.close();
        server.waitClosed();
    }

    /// Stops accepting; the loop ends with the last connection. Any thread.
    void stop() {
        call(() -> {
            AsyncFuture<@Nullable Void> until = stop;
            if (until != null && !until.isDone()) {
                until.setResult(null);
            }
        });
    }

    /// Ends the loop at once. Any thread.
    void cancel() {
        cancelled = true;
        call(() -> {
            Task<?> task = main;
            if (task != null) {
                task.cancel();
            }
        });
    }

    /// Lets the server do `job` on its loop. Any thread, once it serves.
    void call(Consumer<Server> job) {
        call(() -> job.accept(serving.join()));
    }

    private void call(Runnable job) {
        EventLoop there = loop;
        if (there != null && !ended.isDone()) {
            try {
                there.callSoonThreadsafe(job);
            } catch (IllegalStateException e) {
                return; // the loop has closed meanwhile, and its server with it
            }
        }
    }

    /// How many connections there are, a moment late. Any thread, once it serves.
    int connections() {
        return serving.join().connections();
    }
}
