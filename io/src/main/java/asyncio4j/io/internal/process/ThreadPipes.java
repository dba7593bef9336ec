package asyncio4j.io.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// Pipes that cannot be polled, where there is no epoll: the JDK's streams, each with a daemon thread
/// `asyncio4j-pipe-N` of its own from the first byte on.
///
/// A thread that is stuck in a read ends with the last process that has the pipe open.
final class ThreadPipes {
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("asyncio4j-pipe-", 1).factory();

    private ThreadPipes() {}

    private static void execute(ExecutorService thread, Runnable job) {
        try {
            thread.execute(job);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    /// A child's output.
    static final class Source implements PipeSource {
        private final ExecutorService thread = Executors.newSingleThreadExecutor(THREADS);
        private final InputStream in;
        private final byte[] buffer = new byte[8192]; // its thread

        Source(InputStream in) {
            this.in = in;
        }

        @Override
        public void fetch(Taker taker) {
            execute(thread, () -> {
                try {
                    int n = in.read(buffer);
                    if (n > 0) {
                        taker.piece(Arrays.copyOf(buffer, n));
                    } else {
                        end(taker, null);
                    }
                } catch (IOException e) {
                    end(taker, e);
                }
            });
        }

        private void end(Taker taker, @Nullable IOException cause) {
            thread.shutdown();
            quietly(in);
            taker.end(cause);
        }

        @Override
        public void close(Runnable closed) {
            thread.shutdown();
            THREADS.newThread(() -> {
                        quietly(in);
                        closed.run();
                    })
                    .start();
        }
    }

    /// A child's input.
    static final class Sink implements PipeSink {
        private final ExecutorService thread = Executors.newSingleThreadExecutor(THREADS);
        private final OutputStream out;
        private volatile @Nullable Giver giver;

        Sink(OutputStream out) {
            this.out = out;
        }

        @Override
        public void start(Giver to) {
            giver = to;
        }

        @Override
        public void push(byte[] piece) {
            execute(thread, () -> {
                Giver to = giver;
                try {
                    out.write(piece);
                    out.flush();
                } catch (IOException e) {
                    thread.shutdown();
                    quietly(out);
                    if (to != null) {
                        to.broken(e);
                    }
                    return;
                }
                if (to != null) {
                    to.pushed();
                }
            });
        }

        @Override
        public void close(Runnable closed) {
            thread.shutdown();
            THREADS.newThread(() -> {
                        quietly(out);
                        closed.run();
                    })
                    .start();
        }
    }

    private static void quietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            // nobody reads it any more
        }
    }
}
