package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetryTest {
    private static final Retry EXACT = Retry.defaults().withJitter(0);
    private final Trail trail = new Trail();
    private int calls;

    private int fail(int times) throws IOException {
        trail.add(Waits.now() / 1_000_000 - 1_000_000);
        if (++calls <= times) {
            throw new IOException("failure " + calls);
        }
        return calls;
    }

    @Test
    void pausesGrowUpToTheLongest() {
        Loops.virtual(() -> {
            var retry =
                    EXACT.withAttempts(6).withDelay(millis(100)).withFactor(3).withMaxDelay(seconds(1));
            int result = retry.call(() -> fail(5));
            assertThat(result).isEqualTo(6);
        });
        trail.is(0, 100, 400, 1300, 2300, 3300);
    }

    @Test
    void theLastFailureIsThrownWithTheEarlierOnes() {
        Loops.virtual(() -> assertThatThrownBy(() -> EXACT.call(() -> fail(9)))
                .isInstanceOf(IOException.class)
                .hasMessage("failure 3")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("failure 1", "failure 2")));
    }

    @Test
    void oneExceptionThrownAgainAndAgainSuppressesNotItself() {
        var failure = new IOException("always the same");
        Loops.virtual(() -> assertThatThrownBy(() -> EXACT.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure)
                .hasNoSuppressedExceptions());
    }

    @Test
    void noPauseIsBegunThatPassesTheLimit() {
        Loops.virtual(() -> assertThatThrownBy(
                        () -> EXACT.withAttempts(100).withMaxTime(millis(299)).call(() -> fail(99)))
                .hasMessage("failure 2"));
        trail.is(0, 100);
    }

    @Test
    void onlyTheWantedExceptionsAreRetried() {
        Loops.virtual(() -> {
            assertThatThrownBy(() ->
                            EXACT.withExceptions(IllegalStateException.class).call(() -> fail(9)))
                    .hasMessage("failure 1");
            assertThatThrownBy(() -> EXACT.withCondition(e -> !e.getMessage().endsWith("3"))
                            .withAttempts(9)
                            .call(() -> fail(9)))
                    .hasMessage("failure 3");
            assertThatThrownBy(() -> EXACT.call(() -> {
                        calls = 100;
                        throw new AssertionError("an error");
                    }))
                    .hasMessage("an error");
        });
    }

    @Test
    void cancellationsAndFatalErrorsAreNeverRetried() {
        var all = EXACT.withCondition(_ -> true).withAttempts(9);
        Loops.virtual(() -> {
            assertThatThrownBy(() -> all.call(() -> {
                        calls++;
                        throw new CancelledError("stop");
                    }))
                    .isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> all.call(() -> {
                        calls++;
                        throw new InternalError("fatal");
                    }))
                    .isInstanceOf(InternalError.class);
            assertThat(calls).isEqualTo(2);
            all.call(() -> {
                if (calls++ < 4) {
                    throw new StackOverflowError();
                }
            });
            assertThat(calls).isEqualTo(5);
        });
    }

    @Test
    void aPauseIsCancelledAndEndsWithTheDeadlineAround() {
        Loops.virtual(() -> {
            Task<Integer> task = createTask(() -> EXACT.withDelay(seconds(60)).call(() -> fail(9)));
            yieldNow();
            yieldNow();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> timeout(
                            seconds(1), () -> EXACT.withDelay(seconds(60)).call(() -> fail(9))))
                    .isInstanceOf(AsyncTimeoutException.class);
        });
        trail.is(0, 0);
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void theInterruptOfACancelIsNotRetried() {
        run(() -> {
            Task<Void> task = createTask(() -> EXACT.withDelay(millis(0)).call(() -> {
                calls++;
                Thread.sleep(60_000);
            }));
            yieldNow();
            yieldNow();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(calls).isEqualTo(1);
        });
    }

    @Test
    void theHookIsToldAndMayEndIt() {
        Loops.virtual(() -> {
            EXACT.withOnRetry((n, e, pause) -> trail.add(n + " " + e.getMessage() + " " + pause))
                    .call(() -> fail(1));
            var end = new IllegalStateException("circuit open");
            assertThatThrownBy(() -> EXACT.withOnRetry((_, _, _) -> {
                                throw end;
                            })
                            .call(() -> fail(9)))
                    .isSameAs(end)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        });
        trail.is(0, "1 failure 1 PT0.1S", 100, 100);
    }

    @Test
    void aConditionThatFailsKeepsTheFailureItWasAskedAbout() {
        Loops.virtual(() -> {
            var bad = new IllegalArgumentException("bad condition");
            assertThatThrownBy(() -> EXACT.withCondition(_ -> {
                                throw bad;
                            })
                            .call(() -> fail(9)))
                    .isSameAs(bad)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        });
        trail.is(0);
    }

    @Test
    void jitterShortensPausesAndComesFromTheGivenSource() {
        Loops.virtual(() -> {
            var retry = Retry.defaults()
                    .withAttempts(20)
                    .withFactor(1)
                    .withDelay(millis(1000))
                    .withJitter(0.25);
            var pauses = new Trail();
            for (int round = 0; round < 2; round++) {
                calls = 0;
                var same = new Random(5);
                retry.withRandom(same)
                        .withOnRetry((_, _, pause) -> {
                            assertThat(pause).isBetween(millis(750), millis(1000));
                            pauses.add(pause);
                        })
                        .call(() -> fail(19));
            }
            var all = pauses.events();
            assertThat(all.subList(0, 19)).isEqualTo(all.subList(19, 38)).doesNotHaveDuplicates();
        });
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> EXACT.withAttempts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withDelay(millis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withFactor(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withFactor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withMaxDelay(millis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withJitter(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withMaxTime(millis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noPauseStaysNoPauseHoweverManyAttempts() {
        Loops.virtual(() -> {
            EXACT.withDelay(Duration.ZERO).withAttempts(2000).call(() -> fail(1999));
            assertThat(trail.events()).hasSize(2000).containsOnly("0");
        });
    }
}
