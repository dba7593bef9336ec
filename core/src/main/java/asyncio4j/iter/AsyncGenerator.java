package asyncio4j.iter;

import asyncio4j.Asyncio;
import asyncio4j.Outcome;
import asyncio4j.spi.SecondStack;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Values from a producer that runs only when one is asked for, and may suspend between them.
///
/// ```java
/// try (var pages = AsyncGenerator.<Page>of(y -> {
///         for (int i = 0; ; i++) y.emit(fetch(i));
///      })) {
///     for (Page p : pages) {
///         if (p.isLast()) break;      // leaving the try runs the producer's finally blocks
///     }
/// }
/// ```
///
/// The producer runs as part of the task that asks: the same current task, context variables and lock ownership. `next`
/// and `emit` by themselves are no suspension points. Its failures leave `next` unchanged. A task cancelled while it
/// waits in
/// `next` is cancelled inside the producer, whose finally blocks end first; the generator is over then.
///
/// States: new, suspended at an `emit`, running (a task is in `next` or `close`), over. Threads: the tasks of one loop.
///
/// @param <T> the values
/// @since 0.1
@SuppressWarnings("NullAway") // it takes a T of Iterable<T> for nullable
public final class AsyncGenerator<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {
    /// The code that makes the values.
    @FunctionalInterface
    public interface Producer<T extends @Nullable Object> {
        /// Emits values; the generator ends when it returns.
        void run(Yielder<T> y) throws Exception;
    }

    /// Where a producer puts its values.
    @FunctionalInterface
    public interface Yielder<T extends @Nullable Object> {
        /// Hands a value to whoever asked, and returns when the next one is asked for.
        ///
        /// When the generator is closed instead, it throws an [Error] that ends the producer: let it pass.
        void emit(T value);
    }

    /// A function that may throw and suspend.
    @FunctionalInterface
    public interface Fn<A extends @Nullable Object, B extends @Nullable Object> {
        /// Applies it.
        B apply(A a) throws Exception;
    }

    /// Thrown by `emit` when the generator is being closed; not to be caught.
    private static final class GeneratorExit extends Error {
        GeneratorExit() {
            super("the generator was closed", null, true, false);
        }

        /// What failed while it passed, in `close` of a try-with-resources; null if nothing did.
        @Nullable
        Throwable failure() {
            Throwable first = null;
            for (Throwable e : getSuppressed()) {
                first = Items.first(first, e);
            }
            return first;
        }
    }

    private final Producer<T> producer;
    private final @Nullable AutoCloseable source; // closed with this, if the producer never ran
    private final @Nullable Runnable stop; // makes the producer end while a task is inside
    private final SecondStack stack = new SecondStack(this::produce, this::close);
    private boolean there; // a value was emitted and not taken
    private @Nullable T value;
    private @Nullable Throwable failure;
    private boolean closing;
    private boolean over;
    private Flow.@Nullable Publisher<T> publisher; // the same for all who ask for it

    AsyncGenerator(Producer<T> producer, @Nullable AutoCloseable source, @Nullable Runnable stop) {
        this.producer = Objects.requireNonNull(producer, "producer");
        this.source = source;
        this.stop = stop;
    }

    /// A generator of what `producer` emits; nothing runs yet.
    public static <T extends @Nullable Object> AsyncGenerator<T> of(Producer<T> producer) {
        return new AsyncGenerator<>(producer, null, null);
    }

    /// A generator that one task may close while another waits in it, for sources that may be silent for long.
    ///
    /// @param stop called by such a `close`, on the loop: it makes the producer return, so that the consumer
    /// sees the end; `close` does not wait for that
    public static <T extends @Nullable Object> AsyncGenerator<T> of(Producer<T> producer, Runnable stop) {
        return new AsyncGenerator<>(producer, null, Objects.requireNonNull(stop, "stop"));
    }

    /// The values that `publisher` sends, asked for one by one as they are taken.
    ///
    /// It is subscribed to when the first value is asked for, and cancelled when the generator is closed early.
    /// What it gives to `onError` leaves [#next()].
    public static <T> AsyncGenerator<T> from(Flow.Publisher<? extends T> publisher) {
        return from(publisher, 1);
    }

    /// As [#from(Flow.Publisher)], with up to `prefetch` values asked for ahead.
    ///
    /// @throws IllegalArgumentException if `prefetch` is below 1
    public static <T> AsyncGenerator<T> from(Flow.Publisher<? extends T> publisher, int prefetch) {
        Objects.requireNonNull(publisher, "publisher");
        return of(Inflow.producer(publisher, Items.positive("from", prefetch)));
    }

    // ---- the producer's side ----

    private void produce() {
        try {
            producer.run(this::emit);
        } catch (GeneratorExit e) {
            failure = closing ? e.failure() : e;
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void emit(T v) {
        if (!stack.here()) {
            throw new IllegalStateException("emit outside of the producer: not from other tasks, other generators or "
                    + "after its end; use an AsyncQueue for that");
        }
        value = v;
        there = true;
        stack.leave();
        if (closing) {
            throw new GeneratorExit();
        }
    }

    // ---- the consumer's side ----

    /// The next value.
    ///
    /// @throws NoSuchElementException at the end, and after close or a failure
    /// @throws IllegalStateException if another task is in `next` or `close`
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the generator is over");
        }
        there = false;
        T v = Items.unmask(value, this);
        value = null;
        return v;
    }

    private boolean hasNext() {
        if (!there && !over) {
            refuseSecondTask();
            stack.enter();
            if (stack.ended()) {
                end();
            }
        }
        return there;
    }

    private void end() {
        over = true;
        there = false;
        Throwable f = failure;
        failure = null;
        if (f != null) {
            throw rethrow(Items.withCaller(f));
        }
    }

    private void refuseSecondTask() {
        if (stack.entered()) {
            throw new IllegalStateException("the generator is running already: one task at a time may ask it");
        }
    }

    /// Ends the generator: `emit` throws in the producer, whose finally blocks run (awaiting allowed) before this
    /// returns.
    ///
    /// What they throw leaves `close`. Closing twice does nothing more.
    ///
    /// @throws IllegalStateException if a task is in `next`, unless it was made with a `stop`; or if the producer
    /// emits again
    @Override
    public void close() {
        if (stop != null && stack.entered()) {
            Waits.loop(); // refuses other threads
            stop.run();
            return;
        }
        refuseSecondTask();
        if (over) {
            return;
        }
        if (!stack.live()) {
            over = true;
            closeSource();
            return;
        }
        stack.check(); // a close that is refused changes nothing
        closing = true;
        there = false;
        value = null;
        stack.enter();
        if (!stack.ended()) {
            there = false;
            throw new IllegalStateException("the producer emitted while it was being closed: do not emit in finally");
        }
        end();
    }

    private void closeSource() {
        if (source != null) {
            try {
                source.close();
            } catch (Exception e) {
                throw rethrow(e);
            }
        }
    }

    static RuntimeException rethrow(Throwable e) {
        new Outcome.Failure<@Nullable Object>(e).get(); // throws it, undeclared
        return new IllegalStateException(e);
    }

    /// The values from here on; every iterator of a generator takes from the same ones.
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return AsyncGenerator.this.hasNext();
            }

            @Override
            public T next() {
                return AsyncGenerator.this.next();
            }
        };
    }

    // ---- operators: each closes its source when it is closed, ends or fails ----

    /// The values, changed by `fn`.
    public <R extends @Nullable Object> AsyncGenerator<R> map(Fn<? super T, ? extends R> fn) {
        Objects.requireNonNull(fn, "fn");
        return derived(y -> {
            for (T v : this) {
                y.emit(fn.apply(v));
            }
        });
    }

    /// The values that `keep` accepts.
    public AsyncGenerator<T> filter(Predicate<? super T> keep) {
        Objects.requireNonNull(keep, "keep");
        return derived(y -> {
            for (T v : this) {
                if (keep.test(v)) {
                    y.emit(v);
                }
            }
        });
    }

    /// For every value, the elements of what `fn` makes of it; closed one after another if they can be.
    public <R extends @Nullable Object> AsyncGenerator<R> flatMap(Fn<? super T, ? extends Iterable<? extends R>> fn) {
        Objects.requireNonNull(fn, "fn");
        return derived(y -> {
            for (T v : this) {
                Iterable<? extends R> inner = fn.apply(v);
                try (@SuppressWarnings("try") // may throw an InterruptedException: then let it
                        AutoCloseable _ = inner instanceof AutoCloseable c ? c : null) {
                    for (R r : inner) {
                        y.emit(r);
                    }
                }
            }
        });
    }

    /// The first `n` values.
    ///
    /// @throws IllegalArgumentException if `n` is negative
    public AsyncGenerator<T> take(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("take(" + n + ")");
        }
        return derived(y -> {
            for (int i = 0; i < n && hasNext(); i++) {
                y.emit(next());
            }
        });
    }

    /// The values up to the first that `goOn` refuses.
    public AsyncGenerator<T> takeWhile(Predicate<? super T> goOn) {
        Objects.requireNonNull(goOn, "goOn");
        return derived(y -> {
            for (T v : this) {
                if (!goOn.test(v)) {
                    return;
                }
                y.emit(v);
            }
        });
    }

    /// The same values, of which `n` are made ahead, by a task of its own.
    ///
    /// @throws IllegalArgumentException if `n` is below 1
    public AsyncGenerator<T> buffer(int n) {
        return derived(Pumps.buffer(this, Items.positive("buffer", n)));
    }

    /// The values changed by `fn`, up to `limit` at a time, in the order of the source.
    ///
    /// @throws IllegalArgumentException if `limit` is below 1
    public <R extends @Nullable Object> AsyncGenerator<R> mapConcurrent(int limit, Fn<? super T, ? extends R> fn) {
        Objects.requireNonNull(fn, "fn");
        return derived(Pumps.mapConcurrent(this, Items.positive("mapConcurrent", limit), fn));
    }

    /// The values of all, as they come.
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> AsyncGenerator<T> merge(AsyncGenerator<? extends T>... sources) {
        var all = List.of(sources);
        boolean stoppable = all.stream().allMatch(source -> source.stop != null);
        return new AsyncGenerator<>(
                Pumps.merge(all), () -> Pumps.closeAll(all), stoppable ? () -> Pumps.closeAll(all) : null);
    }

    private <R extends @Nullable Object> AsyncGenerator<R> derived(Producer<R> operator) {
        return new AsyncGenerator<>(
                y -> {
                    try (this) {
                        operator.run(y);
                    }
                },
                this,
                stop == null ? null : this::close);
    }

    /// All values that are left; closes the generator.
    public List<T> toList() {
        try (this) {
            var list = new ArrayList<T>();
            for (T v : this) {
                list.add(v);
            }
            return list;
        }
    }

    /// The values for one subscriber, as many as it asks for; nothing runs ahead of its requests.
    ///
    /// A task of the running loop drives the generator and calls the subscriber, which may subscribe, ask and
    /// cancel on any thread. Cancelling runs the producer's finally blocks. The end is told when a further value
    /// is asked for. A second subscriber gets an [IllegalStateException], as does one that comes after the loop
    /// was closed. Values must not be null. What a subscriber throws goes to the loop's exception handler.
    ///
    /// @throws IllegalStateException outside a running loop
    @SuppressWarnings({"unchecked", "rawtypes"}) // no nulls are sent
    public Flow.Publisher<T> toPublisher() {
        if (publisher == null) {
            publisher = new Outflow(this, Asyncio.getRunningLoop());
        }
        return publisher;
    }

    @Override
    public String toString() {
        String state = over ? "over" : stack.entered() ? "running" : stack.live() ? "suspended" : "new";
        return "AsyncGenerator[" + state + "]";
    }
}
