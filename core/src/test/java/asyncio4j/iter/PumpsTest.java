package asyncio4j.iter;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** buffer, mapConcurrent and merge: operators with tasks of their own. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PumpsTest {
    private final Trail trail = new Trail();
    private int made;
    private int running;
    private int max;

    private AsyncGenerator<Integer> endless() {
        return AsyncGenerator.of(y -> {
            for (int i = 0; ; i++) {
                made = i + 1;
                y.emit(i);
            }
        });
    }

    private static void assertNothingRuns() {
        assertThat(allTasks()).hasSize(1);
    }

    private static void pause() {
        for (int i = 0; i < 20; i++) {
            yieldNow();
        }
    }

    // ---- buffer ----

    @Test
    void bufferReadsSoManyAheadAndNoMore() {
        for (int n = 1; n < 6; n++) {
            int size = n;
            Loops.virtual(() -> {
                var g = endless().buffer(size);
                made = 0;
                pause();
                assertThat(made).as("before a value is asked for").isZero();
                for (int taken = 1; taken < 10; taken++) {
                    assertThat(g.next()).isEqualTo(taken - 1);
                    pause();
                    assertThat(made - taken).as("ahead").isBetween(size, size + 1);
                }
                g.close();
                assertNothingRuns();
            });
        }
        assertThatIllegalArgumentException().isThrownBy(() -> endless().buffer(0));
    }

    @Test
    void bufferOverlapsProducerAndConsumer() {
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            AsyncGenerator<Integer> slow = AsyncGenerator.of(y -> {
                for (int i = 0; i < 5; i++) {
                    sleep(seconds(1));
                    y.emit(i);
                }
            });
            for (int v : slow.buffer(2)) {
                trail.add(v);
                sleep(seconds(1));
            }
            assertThat(getRunningLoop().time() - begin).isCloseTo(6, within(0.01));
            assertNothingRuns();
        });
        trail.is(0, 1, 2, 3, 4);
    }

    @Test
    void nullsPassThroughThePumps() {
        Loops.virtual(() -> {
            for (int i = 0; i < 3; i++) {
                AsyncGenerator<String> g = AsyncGenerator.of(y -> {
                    y.emit(null);
                    y.emit("x");
                });
                var pumped = i == 0 ? g.buffer(3) : i == 1 ? g.mapConcurrent(3, s -> s) : AsyncGenerator.merge(g);
                assertThat(pumped.toList()).containsExactly(null, "x");
            }
        });
    }

    // ---- mapConcurrent ----

    private int square(int i) {
        max = Math.max(max, ++running);
        sleep(millis(100 - 10L * i)); // later ones are faster
        running--;
        trail.add("ready " + i);
        return i * i;
    }

    @Test
    void mapConcurrentKeepsTheOrderAndTheLimit() {
        Loops.virtual(() -> {
            var g = endless().take(8).mapConcurrent(3, this::square);
            assertThat(g.toList()).containsExactly(0, 1, 4, 9, 16, 25, 36, 49);
            assertThat(max).isEqualTo(3);
            assertThat(trail.events()).startsWith("ready 2", "ready 1", "ready 0");
            assertNothingRuns();
        });
        assertThatIllegalArgumentException().isThrownBy(() -> endless().mapConcurrent(0, i -> i));
    }

    @Test
    void mapConcurrentDoesNotRunAwayFromItsConsumer() {
        Loops.virtual(() -> {
            var g = endless().mapConcurrent(2, i -> i);
            for (int taken = 1; taken < 10; taken++) {
                assertThat(g.next()).isEqualTo(taken - 1);
                pause();
                assertThat(made - taken).isLessThanOrEqualTo(2);
            }
            g.close();
            assertNothingRuns();
        });
    }

    @Test
    void failureInMapConcurrentComesInItsPlaceAndStopsTheOthers() {
        Loops.virtual(() -> {
            var failure = new IllegalStateException("two");
            var g = endless().mapConcurrent(3, i -> {
                if (i == 2) {
                    throw failure;
                }
                try {
                    sleep(seconds(i + 1));
                } catch (CancelledError e) {
                    sleep(seconds(1));
                    trail.add("stopped " + i);
                    throw e;
                }
                return i;
            });
            trail.add(g.next());
            trail.add(g.next());
            assertThat(catchThrowable(g::next)).isSameAs(failure);
            trail.add("failed");
            assertNothingRuns();
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
        });
        trail.is(0, 1, "stopped 3", "failed");
    }

    @Test
    void cancelledInNextMapConcurrentStopsEverythingFirst() {
        Loops.virtual(() -> {
            var g = endless().mapConcurrent(2, i -> {
                try {
                    sleep(seconds(10));
                } finally {
                    sleep(seconds(1));
                    trail.add("stopped " + i);
                }
                return i;
            });
            var consumer = createTask(() -> g.next());
            sleep(seconds(1));
            consumer.cancel("enough");
            assertThat(catchThrowable(() -> consumer.await())).isInstanceOf(CancelledError.class);
            assertNothingRuns();
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("stopped 0", "stopped 1");
    }

    // ---- merge ----

    private AsyncGenerator<String> ticker(String name, long ms, int n) {
        return AsyncGenerator.of(y -> {
            try {
                for (int i = 0; i < n; i++) {
                    sleep(millis(ms));
                    y.emit(name + i);
                }
            } finally {
                yieldNow();
                trail.add(name + " closed");
            }
        });
    }

    @Test
    void mergeGivesValuesAsTheyCome() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.merge(ticker("a", 20, 3), ticker("b", 25, 3), ticker("c", 1000, 1));
            assertThat(g.toList()).containsExactly("a0", "b0", "a1", "b1", "a2", "b2", "c0");
            assertNothingRuns();
            assertThat(AsyncGenerator.merge().toList()).isEmpty();
        });
    }

    @Test
    void closingMergeStopsAllSources() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.merge(ticker("a", 20, 3), ticker("b", 2000, 3));
            assertThat(g.next()).isEqualTo("a0");
            g.close();
            assertNothingRuns();
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("a closed", "b closed");
    }

    @Test
    void firstFailureEndsAMergeAndIsTheOneSeen() {
        Loops.virtual(() -> {
            var failure = new IllegalStateException("x");
            AsyncGenerator<String> failing = AsyncGenerator.of(y -> {
                sleep(millis(30));
                throw failure;
            });
            AsyncGenerator<String> eager = AsyncGenerator.of(y -> {
                for (int i = 0; ; i++) {
                    y.emit("e" + i); // waits for room when the failure comes
                }
            });
            var g = AsyncGenerator.merge(eager, failing, ticker("a", 1000, 3));
            assertThat(g.next()).isEqualTo("e0");
            sleep(millis(50));
            assertThat(catchThrowable(() -> g.forEach(_ -> yieldNow()))).isSameAs(failure);
            assertThat(failure.getSuppressed()).isEmpty();
            assertNothingRuns();
        });
        trail.is("a closed");
    }

    @Test
    void sourceThatIsCancelledByItsOwnDoingsEndsTheMerge() {
        Loops.virtual(() -> {
            AsyncFuture<Void> cancelled = getRunningLoop().createFuture();
            cancelled.cancel("elsewhere");
            AsyncGenerator<String> g = AsyncGenerator.of(_ -> cancelled.await());
            assertThatThrownBy(
                            () -> AsyncGenerator.merge(g, ticker("a", 1000, 3)).toList())
                    .isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> AsyncGenerator.<String>of(_ -> cancelled.await())
                            .buffer(2)
                            .toList())
                    .isInstanceOf(CancelledError.class);
            assertNothingRuns();
        });
    }

    @Test
    void sameSourceTwiceIsRefused() {
        Loops.virtual(() -> {
            var a = ticker("a", 10, 3);
            assertThatThrownBy(() -> AsyncGenerator.merge(a, a).toList()).isInstanceOf(IllegalStateException.class);
            assertNothingRuns();
        });
    }

    @Test
    void pumpsLeftOpenEndWithTheLoopAndNothingIsReported() {
        var reports = new ArrayList<String>();
        var count = new AtomicInteger();
        Loops.virtual(() -> {
            getRunningLoop().setExceptionHandler((_, e) -> reports.add(e.toString()));
            AsyncGenerator.merge(
                            ticker("a", 10, 3).buffer(2), ticker("b", 10, 3).mapConcurrent(2, s -> s))
                    .next();
            count.set(allTasks().size());
        });
        assertThat(count.get()).isGreaterThan(3);
        assertThat(reports).isEmpty();
        assertThat(trail.events()).containsExactlyInAnyOrder("a closed", "b closed");
    }
}
