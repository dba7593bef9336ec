package asyncio4j.sync;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.QueueShutDownException;
import asyncio4j.Task;
import asyncio4j.spi.Waits;
import asyncio4j.sync.ChannelCase.Step;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Values from whoever sends to whoever receives, first in, first out, between tasks of any loops and plain threads.
///
/// ```java
/// var orders = new AsyncChannel<Order>(100);
/// Thread.startVirtualThread(() -> { read(orders::send); orders.close(); }); // blocks while it is full
/// run(() -> { for (Order o : orders) { handle(o); } });                      // suspends; ends when closed and drained
/// ```
///
/// Who has to wait is served first come, first served, whatever it is; nobody overtakes. A task that waits is
/// suspended, a thread is blocked. A callback may use what does not wait: [#trySend], [#tryReceive], [#close], a
/// [Select] with
/// `orElse`.
///
/// Exactly one side of a doubtful case happens. A task cancelled while it waits has sent or received nothing. If its
/// value was taken in the same moment the send counts: `send` returns, and the cancellation is raised where the task
/// waits next. If it was handed a value in the same moment `receive` throws, and the value goes to the next receiver,
/// or back to its place in the channel, even beyond the capacity. A thread that is interrupted while it waits gets an
/// `InterruptedException`, or, if it was served in the same moment, goes on with its interrupt flag set.
///
/// Values are not null. A channel has no owner, so waiting for one is never called a deadlock: a loop whose tasks wait
/// for channels waits for whoever has the other end.
///
/// Threads: any. Between loops and threads, what was done before a send is seen after the receive.
///
/// @param <T> the values
/// @since 0.1
public final class AsyncChannel<T> implements Iterable<T>, AutoCloseable {
    private static final long WITHOUT_LIMIT = -1;

    final ChannelCore<T> core;

    /// @param capacity how many values it holds for receivers to come; 0: none, a send waits for its receiver
    /// @throws IllegalArgumentException if negative
    public AsyncChannel(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException(
                    "capacity is " + capacity + ": give 0 (a send waits for its receiver) or more");
        }
        core = new ChannelCore<>(capacity);
    }

    /// Begins the choice of one among several sends and receives.
    public static <R extends @Nullable Object> Select<R> select() {
        return new Select<>();
    }

    // ---- sending ----

    /// Sends a value, waiting while the channel is full.
    ///
    /// @throws QueueShutDownException if the channel is closed, or closed before the value was taken
    /// @throws IllegalStateException in a callback
    /// @throws InterruptedException (undeclared) on a thread that has to wait and is interrupted; nothing was sent
    public void send(T value) {
        var item = new ChannelItem<>(Objects.requireNonNull(value, "value"));
        Task<?> task = Waits.currentTaskOrThread();
        Step step = core.offerNow(item);
        if (step == Step.WAIT) {
            var sending = ChannelCase.send(core, item);
            new ChannelWait(0, sending).await("AsyncChannel.send", task, WITHOUT_LIMIT);
            step = sending.step;
        }
        if (step == Step.ENDED) {
            throw closed();
        }
    }

    /// Sends a value if that needs no waiting; false if it does.
    ///
    /// @throws QueueShutDownException if the channel is closed
    public boolean trySend(T value) {
        Step step = core.offerNow(new ChannelItem<>(Objects.requireNonNull(value, "value")));
        if (step == Step.ENDED) {
            throw closed();
        }
        return step == Step.DONE;
    }

    // ---- receiving ----

    /// Receives a value, waiting while there is none.
    ///
    /// @throws QueueShutDownException if the channel is closed and drained
    /// @throws IllegalStateException in a callback
    /// @throws InterruptedException (undeclared) on a thread that has to wait and is interrupted; nothing was taken
    public T receive() {
        Task<?> task = Waits.currentTaskOrThread();
        ChannelItem<T> item = core.pollNow();
        return item != null ? item.value : Objects.requireNonNull(awaited(task, WITHOUT_LIMIT));
    }

    /// As [#receive()], for at most so long; not positive: without waiting.
    ///
    /// @throws AsyncTimeoutException if there was none in time; nothing was taken
    public T receive(Duration timeout) {
        long nanos = nanos(timeout);
        Task<?> task = Waits.currentTaskOrThread();
        ChannelItem<T> item = core.pollNow();
        if (item != null) {
            return item.value;
        }
        T value = nanos <= 0
                ? tryReceive()
                : task == null
                        ? awaited(null, nanos)
                        : Asyncio.timeout(timeout, () -> Objects.requireNonNull(awaited(task, WITHOUT_LIMIT)));
        if (value == null) {
            throw new AsyncTimeoutException("nothing came through the channel within " + timeout);
        }
        return value;
    }

    private @Nullable T awaited(@Nullable Task<?> task, long nanos) {
        var receiving = ChannelCase.receive(core);
        if (new ChannelWait(0, receiving).await("AsyncChannel.receive", task, nanos) == ChannelWait.NONE) {
            return null;
        }
        if (receiving.step == Step.ENDED) {
            throw closed();
        }
        return receiving.received().value;
    }

    /// Receives a value if there is one; null if not.
    ///
    /// @throws QueueShutDownException if the channel is closed and drained
    public @Nullable T tryReceive() {
        ChannelItem<T> item = core.pollNow();
        if (item != null) {
            return item.value;
        }
        if (core.endedNow()) {
            throw closed();
        }
        return null;
    }

    /// Nanoseconds, at most half of what a long holds.
    static long nanos(Duration d) {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
        return d.compareTo(longest) > 0 ? longest.toNanos() : d.isNegative() ? 0 : d.toNanos();
    }

    /// What sends get, and receives at the end.
    static QueueShutDownException closed() {
        return new QueueShutDownException("the channel is closed");
    }

    /// The values as they come; ends when the channel is closed and drained. Several may share the work.
    ///
    /// A value that `hasNext` has seen belongs to this iterator.
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T value;

            @Override
            public boolean hasNext() {
                if (value == null) {
                    try {
                        value = receive();
                    } catch (QueueShutDownException e) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public T next() {
                T next = hasNext() ? value : null;
                if (next == null) {
                    throw new NoSuchElementException("the channel is closed");
                }
                value = null;
                return next;
            }
        };
    }

    // ---- ending and asking ----

    /// Closes the channel; twice does nothing more.
    ///
    /// Sends fail from now on, those that wait too; receivers get what is there, then the end.
    @Override
    public void close() {
        core.close();
    }

    /// Whether it was closed; there may still be values to receive.
    public boolean isClosed() {
        return core.isClosed();
    }

    /// How many values it holds now.
    public int size() {
        return core.size();
    }

    /// How many it holds before sends have to wait.
    public int capacity() {
        return core.capacity;
    }

    @Override
    public String toString() {
        return "AsyncChannel[size=" + size() + ", capacity=" + capacity() + (isClosed() ? ", closed]" : "]");
    }
}
