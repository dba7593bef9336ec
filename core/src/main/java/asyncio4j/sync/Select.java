package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.Task;
import asyncio4j.spi.Waits;
import asyncio4j.sync.ChannelCase.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of several sends and receives, whichever can happen first; exactly one happens.
///
/// ```java
/// String what = AsyncChannel.<String>select()
///         .receive(orders, order -> "order " + order)
///         .send(results, result, () -> "sent")
///         .deadline(seconds(1), () -> "nothing")
///         .await();
/// ```
///
/// If several can happen at once, one is picked in a way that favours none in the long run and repeats itself from run
/// to run: it depends on nothing but how many selects began with the same channel before. What then runs is part of the
/// caller. A `Select` may be awaited again.
///
/// A receive from a channel that is closed and drained, or a send to one that is closed, can happen: it throws, or runs
/// what was given for the end.
///
/// Void forms: write a block, or name the parameter's type, where Java finds a lambda ambiguous.
///
/// Threads: `await` works in tasks and on plain threads, with [#orElse] in callbacks too. One thread at a time.
///
/// @param <R> the result
/// @since 0.1
public final class Select<R extends @Nullable Object> implements Awaitable<R> {
    private final List<Choice<?, R>> choices = new ArrayList<>(); // whoever builds it
    private @Nullable Awaitable<? extends R> otherwise;
    private @Nullable Awaitable<? extends R> late;
    private Duration limit = Duration.ZERO; // if late

    Select() {}

    /// What becomes of a value.
    ///
    /// @param <T> the value
    /// @param <R> the result
    @FunctionalInterface
    public interface Received<T, R extends @Nullable Object> {
        /// Deals with it.
        R apply(T value) throws Exception;
    }

    /// What becomes of a value, without a result.
    ///
    /// @param <T> the value
    @FunctionalInterface
    public interface VoidReceived<T> {
        /// Deals with it.
        void accept(T value) throws Exception;
    }

    /// A case as it was given; a send has a value.
    private record Choice<T, R extends @Nullable Object>(
            AsyncChannel<T> channel,
            @Nullable T value,
            Received<T, ? extends R> then,
            @Nullable Awaitable<? extends R> ended) {

        Choice {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(then, "what to do then");
        }

        ChannelCase<T> begin() {
            return value == null
                    ? ChannelCase.receive(channel.core)
                    : ChannelCase.send(channel.core, new ChannelItem<>(value));
        }

        R finish(ChannelCase<?> happened) throws Exception {
            if (happened.step == Step.DONE) {
                @SuppressWarnings("unchecked") // it came from this channel
                T item = (T) happened.received().value;
                return then.apply(item);
            }
            if (ended == null) {
                throw AsyncChannel.closed();
            }
            return ended.await();
        }
    }

    /// Receives from `channel`, then runs `then`; throws
    /// [QueueShutDownException][asyncio4j.QueueShutDownException] if it is closed and drained.
    public <T> Select<R> receive(AsyncChannel<T> channel, Received<T, ? extends R> then) {
        return with(new Choice<>(channel, null, then, null));
    }

    /// The void form of [#receive(AsyncChannel, Received)].
    public <T> Select<R> receive(AsyncChannel<T> channel, VoidReceived<T> then) {
        return with(new Choice<>(channel, null, body(then), null));
    }

    /// Receives from `channel`, then runs `then`; runs `ended` if it is closed and drained.
    public <T> Select<R> receive(AsyncChannel<T> channel, Received<T, ? extends R> then, Awaitable<? extends R> ended) {
        return with(new Choice<>(channel, null, then, Objects.requireNonNull(ended, "what to do at the end")));
    }

    /// The void form of [#receive(AsyncChannel, Received, Awaitable)].
    public <T> Select<R> receive(AsyncChannel<T> channel, VoidReceived<T> then, Action ended) {
        return with(new Choice<>(channel, null, body(then), body(ended)));
    }

    /// Sends `value` to `channel`, then runs `then`; throws
    /// [QueueShutDownException][asyncio4j.QueueShutDownException] if it is closed.
    public <T> Select<R> send(AsyncChannel<T> channel, T value, Awaitable<? extends R> then) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(then, "what to do then");
        return with(new Choice<>(channel, value, sent -> then.await(), null));
    }

    /// The void form of [#send(AsyncChannel, Object, Awaitable)].
    public <T> Select<R> send(AsyncChannel<T> channel, T value, Action then) {
        return send(channel, value, this.body(then));
    }

    private Select<R> with(Choice<?, R> choice) {
        choices.add(choice);
        return this;
    }

    /// Runs `then` if no case can happen at once: nothing waits.
    public Select<R> orElse(Awaitable<? extends R> then) {
        otherwise = Objects.requireNonNull(then, "what to do then");
        return this;
    }

    /// The void form of [#orElse(Awaitable)].
    public Select<R> orElse(Action then) {
        return orElse(this.body(then));
    }

    /// Runs `then` if no case could happen for so long.
    public Select<R> deadline(Duration fromAwait, Awaitable<? extends R> then) {
        limit = Objects.requireNonNull(fromAwait, "duration");
        late = Objects.requireNonNull(then, "what to do then");
        return this;
    }

    /// The void form of [#deadline(Duration, Awaitable)].
    public Select<R> deadline(Duration fromAwait, Action then) {
        return deadline(fromAwait, this.body(then));
    }

    /// Lets one case happen and returns what its function returns; throws what it throws, declared or not.
    ///
    /// @throws IllegalStateException without a send or receive; in a callback, without [#orElse]
    /// @throws InterruptedException (undeclared) on a thread that has to wait and is interrupted; nothing happened
    @Override
    public R await() {
        if (choices.isEmpty()) {
            throw new IllegalStateException("nothing to choose from: add receive(...) or send(...)");
        }
        ChannelCase<?>[] cases = choices.stream().map(Choice::begin).toArray(ChannelCase<?>[]::new);
        int which = choose(new ChannelWait(cases[0].channel.start(cases.length), cases));
        try {
            if (which != ChannelWait.NONE) {
                return choices.get(which).finish(cases[which]);
            }
            return Objects.requireNonNull(otherwise != null ? otherwise : late).await();
        } catch (Throwable e) {
            throw Locked.undeclared(e);
        }
    }

    private int choose(ChannelWait wait) {
        if (otherwise != null) {
            return wait.now();
        }
        Task<?> task = Waits.currentTaskOrThread();
        if (late == null) {
            return wait.await("AsyncChannel.select", task, -1);
        }
        long nanos = AsyncChannel.nanos(limit);
        if (nanos <= 0) {
            return wait.now();
        }
        if (task == null) {
            return wait.await("AsyncChannel.select", null, nanos);
        }
        try {
            return Asyncio.timeout(limit, () -> wait.await("AsyncChannel.select", task, -1));
        } catch (AsyncTimeoutException e) {
            return ChannelWait.NONE;
        }
    }

    private <T> Received<T, R> body(VoidReceived<T> then) {
        Objects.requireNonNull(then, "what to do then");
        return value -> {
            then.accept(value);
            return nothing();
        };
    }

    private Awaitable<R> body(Action then) {
        Objects.requireNonNull(then, "what to do then");
        return () -> {
            then.run();
            return nothing();
        };
    }

    /// The result of a void form.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <R extends @Nullable Object> R nothing() {
        return (R) null;
    }
}
