package asyncio4j.io.internal.process;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Pipes that are polled: one daemon thread, `asyncio4j-pipes`, waits for all pipes of this JVM.
///
/// Everything but the methods of [PipeSource] and [PipeSink] runs on that thread. Registrations are
/// edge-triggered, so a pipe that nobody asks for anything costs nothing: whoever is asked tries first, and
/// waits for an event only if the pipe would block.
final class EpollPipes {
    static final int PIECE = 65_536; // what a pipe holds

    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(PIECE); // pipes' thread

    private static @Nullable IoEventLoop shared; // under the class's lock

    private EpollPipes() {}

    /// The thread. Not on a loop: it is made at the first call.
    ///
    /// @throws IOException if it cannot be made: no descriptors, no threads
    static synchronized IoEventLoop events() throws IOException {
        IoEventLoop events = shared;
        if (events == null) {
            var threads = Thread.ofPlatform().daemon().name("asyncio4j-pipes").factory();
            try {
                events = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory()).next();
            } catch (RuntimeException e) {
                throw new IOException("the pipes of child processes cannot be polled", e);
            }
            shared = events;
        }
        return events;
    }

    private abstract static class End implements EpollIoHandle {
        final IoEventLoop events;
        final FileDescriptor fd;
        private @Nullable IoRegistration registration;
        boolean closed;

        End(IoEventLoop events, FileDescriptor fd) {
            this.events = events;
            this.fd = fd;
        }

        void register(EpollIoOps ops) {
            events.register(this).addListener(f -> {
                if (f.isSuccess()) {
                    registration = (IoRegistration) f.getNow();
                    registration.submit(ops.with(EpollIoOps.EPOLLET));
                } else {
                    failed(new IOException("a pipe of a child process cannot be polled", f.cause()));
                }
            });
        }

        abstract void failed(IOException cause);

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        final void release() {
            if (closed) {
                return;
            }
            closed = true;
            if (registration != null) {
                registration.cancel();
            }
            try {
                fd.close();
            } catch (IOException e) {
                // a pipe: nothing can be lost by that
            }
        }

        public void close(Runnable whenClosed) {
            events.execute(() -> {
                release();
                whenClosed.run();
            });
        }

        /// Netty gives it up.
        @Override
        public void close() {
            release();
        }
    }

    /// A pipe's reading end, not blocking.
    static final class Source extends End implements PipeSource {
        private @Nullable Taker taker; // while a fetch is under way
        private @Nullable IOException failure; // why nothing can be fetched at all

        Source(IoEventLoop events, FileDescriptor fd) {
            super(events, fd);
            register(EpollIoOps.EPOLLIN);
        }

        @Override
        public void fetch(Taker to) {
            events.execute(() -> {
                taker = to;
                advance();
            });
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            advance();
        }

        private void advance() {
            Taker to = taker;
            if (to == null) {
                return;
            } else if (failure != null) {
                end(failure);
                return;
            } else if (closed) {
                return;
            }
            try {
                int n = fd.read(BUFFER, 0, PIECE);
                if (n > 0) {
                    byte[] bytes = new byte[n];
                    BUFFER.get(0, bytes);
                    taker = null;
                    to.piece(bytes);
                } else if (n < 0) {
                    end(null);
                }
            } catch (IOException e) {
                end(e);
            }
        }

        private void end(@Nullable IOException cause) {
            release();
            Taker to = taker;
            taker = null;
            if (to != null) {
                to.end(cause);
            }
        }

        @Override
        void failed(IOException cause) {
            failure = cause;
            end(cause);
        }
    }

    /// A pipe's writing end, not blocking.
    static final class Sink extends End implements PipeSink {
        private @Nullable Giver giver;
        private byte @Nullable [] piece; // while a push is under way
        private int done; // bytes of it

        Sink(IoEventLoop events, FileDescriptor fd) {
            super(events, fd);
        }

        @Override
        public void start(Giver to) {
            events.execute(() -> {
                giver = to;
                register(EpollIoOps.EPOLLOUT);
            });
        }

        @Override
        public void push(byte[] bytes) {
            events.execute(() -> {
                piece = bytes;
                done = 0;
                advance();
            });
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (piece == null && ((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLERR)) {
                failed(new IOException("Broken pipe")); // the last reader has gone
            } else {
                advance();
            }
        }

        private void advance() {
            byte[] bytes = piece;
            if (bytes == null || closed) {
                return;
            }
            try {
                while (done < bytes.length) {
                    int n = Math.min(PIECE, bytes.length - done);
                    BUFFER.put(0, bytes, done, n);
                    int written = fd.write(BUFFER, 0, n);
                    if (written <= 0) {
                        return; // full: an event will come
                    }
                    done += written;
                }
            } catch (IOException e) {
                failed(new IOException("Broken pipe", e));
                return;
            }
            piece = null;
            if (giver != null) {
                giver.pushed();
            }
        }

        @Override
        void failed(IOException cause) {
            if (!closed) {
                release();
                if (giver != null) {
                    giver.broken(cause);
                }
            }
        }
    }
}
