package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.spi.Waits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Trying again after a failure, after pauses that grow; immutable.
///
/// ```java
/// String page = Retry.defaults().withAttempts(5).withExceptions(IOException.class).call(() -> fetch(url));
/// ```
///
/// The body runs in the calling task. A cancellation and an error no program can go on after are never retried; nor is
/// what the interrupt of a cancellation made of a blocking call. A pause is cancelled like any sleep, by a surrounding
/// `timeout` too.
///
/// Threads: any task.
///
/// @since 0.1
public final class Retry {
    private static final int REMEMBERED = 10;

    private int attempts = 3;
    private Duration delay = Duration.ofMillis(100);
    private double factor = 2;
    private Duration maxDelay = Duration.ofSeconds(30);
    private double jitter = 0.5;
    private @Nullable Duration maxTime;
    private Predicate<? super Throwable> condition = e -> e instanceof Exception;
    private @Nullable Hook hook;
    private @Nullable RandomGenerator random;

    private Retry() {}

    /// What is told before each pause.
    ///
    /// @since 0.1
    @FunctionalInterface
    public interface Hook {
        /// Attempt number `attempt`, counted from 1, failed; the next begins after `pause`.
        ///
        /// What it throws ends the retries in place of the failure, which it carries as suppressed.
        void retrying(int attempt, Throwable failure, Duration pause) throws Exception;
    }

    /// Three attempts at whatever throws an [Exception]; pauses of 100 ms, 200 ms, ... 30 s, each shortened at
    /// random by up to a half.
    public static Retry defaults() {
        return new Retry();
    }

    private Retry with(Consumer<Retry> change) {
        var copy = new Retry();
        copy.attempts = attempts;
        copy.delay = delay;
        copy.factor = factor;
        copy.maxDelay = maxDelay;
        copy.jitter = jitter;
        copy.maxTime = maxTime;
        copy.condition = condition;
        copy.hook = hook;
        copy.random = random;
        change.accept(copy);
        return copy;
    }

    private static void check(boolean good, String rule, Object value) {
        if (!good) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    /// With so many attempts in all, the first included.
    ///
    /// @throws IllegalArgumentException if that is less than 1
    public Retry withAttempts(int atMost) {
        check(atMost >= 1, "attempts must be >= 1", atMost);
        return with(r -> r.attempts = atMost);
    }

    /// With another first pause, zero for none.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Retry withDelay(Duration first) {
        check(!first.isNegative(), "the first delay must be >= 0", first);
        return with(r -> r.delay = first);
    }

    /// With pauses each of which is so many times the one before.
    ///
    /// @throws IllegalArgumentException unless it is a finite number from 1
    public Retry withFactor(double times) {
        check(times >= 1 && times < Double.POSITIVE_INFINITY, "the factor must be >= 1", times);
        return with(r -> r.factor = times);
    }

    /// With pauses of at most this length.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Retry withMaxDelay(Duration longest) {
        check(!longest.isNegative(), "the longest delay must be >= 0", longest);
        return with(r -> r.maxDelay = longest);
    }

    /// With pauses shortened at random by up to this part, so that those who failed together do not return together.
    ///
    /// @param part 0 for none, 1 for anything between nothing and the whole pause
    /// @throws IllegalArgumentException unless it is between 0 and 1
    public Retry withJitter(double part) {
        check(part >= 0 && part <= 1, "the jitter must be between 0 and 1", part);
        return with(r -> r.jitter = part);
    }

    /// With a limit for everything: no pause is made that would not end within it after the beginning, the last failure
    /// is thrown instead. An attempt that runs is not cut short; put `timeout` into the body for that.
    ///
    /// @param limit null for none
    public Retry withMaxTime(@Nullable Duration limit) {
        check(limit == null || !limit.isNegative(), "the time must be >= 0, or null", String.valueOf(limit));
        return with(r -> r.maxTime = limit);
    }

    /// With retries after these exceptions only.
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final Retry withExceptions(Class<? extends Throwable>... types) {
        List<Class<? extends Throwable>> wanted = List.of(types);
        return withCondition(e -> wanted.stream().anyMatch(type -> type.isInstance(e)));
    }

    /// With retries after the failures for which this is true.
    public Retry withCondition(Predicate<? super Throwable> isWorthARetry) {
        Objects.requireNonNull(isWorthARetry, "condition");
        return with(r -> r.condition = isWorthARetry);
    }

    /// With something that is told before each pause; null for nothing.
    public Retry withOnRetry(@Nullable Hook onRetry) {
        return with(r -> r.hook = onRetry);
    }

    /// With another source of jitter, say a seeded one; null for the usual one.
    public Retry withRandom(@Nullable RandomGenerator source) {
        return with(r -> r.random = source);
    }

    /// Runs `body` until it succeeds; its result.
    ///
    /// When it is not to be tried again, the last failure is thrown as it is, with up to ten earlier ones
    /// as suppressed.
    public <T extends @Nullable Object> T call(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        long start = Waits.now();
        var earlier = new ArrayDeque<Throwable>();
        for (int attempt = 1; ; attempt++) {
            try {
                return body.await();
            } catch (Throwable e) {
                Throwable failure = Waits.settled(e);
                Duration pause = pause(attempt);
                if (!mayRetry(attempt, failure) || isTooLate(start, pause)) {
                    earlier.stream().filter(x -> x != failure).distinct().forEach(failure::addSuppressed);
                    throw Locked.undeclared(failure);
                }
                if (earlier.size() == REMEMBERED) {
                    earlier.removeFirst();
                }
                earlier.addLast(failure);
                tell(attempt, failure, pause);
                Asyncio.sleep(pause);
            }
        }
    }

    /// The void form of [#call(Awaitable)].
    public void call(Action body) {
        call(Asyncio.action(body));
    }

    private boolean mayRetry(int attempt, Throwable failure) {
        return attempt < attempts
                && !(failure instanceof CancelledError)
                && !Locked.isFatal(failure)
                && isWorthIt(failure);
    }

    private boolean isWorthIt(Throwable failure) {
        try {
            return condition.test(failure);
        } catch (Throwable e) {
            throw withCause(e, failure);
        }
    }

    private boolean isTooLate(long start, Duration pause) {
        return maxTime != null && pause.compareTo(maxTime.minusNanos(Waits.now() - start)) > 0;
    }

    private void tell(int attempt, Throwable failure, Duration pause) {
        if (hook == null) {
            return;
        }
        try {
            hook.retrying(attempt, failure, pause);
        } catch (Throwable e) {
            throw withCause(e, failure);
        }
    }

    /// What a condition or a hook threw, with the failure it was asked about as suppressed.
    private static RuntimeException withCause(Throwable e, Throwable failure) {
        if (e != failure) {
            e.addSuppressed(failure);
        }
        return Locked.undeclared(e);
    }

    private Duration pause(int attempt) {
        double longest = seconds(maxDelay);
        double pause = delay.isZero() ? 0 : Math.min(longest, seconds(delay) * Math.pow(factor, attempt - 1));
        if (jitter > 0) {
            RandomGenerator source = random != null ? random : ThreadLocalRandom.current();
            pause *= 1 - jitter * source.nextDouble();
        }
        return Asyncio.seconds(pause);
    }

    private static double seconds(Duration d) {
        return d.getSeconds() + d.getNano() / 1e9;
    }
}
