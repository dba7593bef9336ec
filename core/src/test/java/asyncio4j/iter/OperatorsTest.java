package asyncio4j.iter;

import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** map, filter, flatMap, take, takeWhile, toList: in the task of the consumer, without reading ahead. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperatorsTest {
    private final Trail trail = new Trail();

    private AsyncGenerator<Integer> count(int n) {
        return AsyncGenerator.of(y -> {
            try {
                for (int i = 0; i < n; i++) {
                    trail.add("make " + i);
                    y.emit(i);
                }
            } finally {
                yieldNow();
                trail.add("source closed");
            }
        });
    }

    @Test
    void aChainComputesAndTakesOnlyWhatIsAskedFor() {
        Loops.virtual(() -> {
            var g = count(100).map(i -> i * i).filter(i -> i % 2 == 0).take(2);
            trail.add("made");
            for (int v : g) {
                trail.add(v);
            }
        });
        trail.is("made", "make 0", 0, "make 1", "make 2", 4, "source closed");
    }

    @Test
    void functionsMaySuspendAndThrowCheckedExceptions() {
        var failure = new IOException("x");
        Loops.virtual(() -> {
            var g = count(5).map(i -> {
                sleep(seconds(1));
                if (i == 2) {
                    throw failure;
                }
                return "v" + i;
            });
            assertThat(g.next()).isEqualTo("v0");
            assertThat(g.next()).isEqualTo("v1");
            assertThat(catchThrowable(g::next)).isSameAs(failure);
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
        });
        trail.is("make 0", "make 1", "make 2", "source closed");
    }

    @Test
    void takeAndTakeWhileDoNotAskForMore() {
        Loops.virtual(() -> {
            assertThat(count(9).take(0).toList()).isEmpty();
            trail.is();
            assertThat(count(9).take(1).toList()).containsExactly(0);
            assertThat(count(9).takeWhile(i -> i < 1).toList()).containsExactly(0);
            assertThat(count(2).take(9).toList()).containsExactly(0, 1);
        });
        trail.is("make 0", "source closed", "make 0", "make 1", "source closed", "make 0", "make 1", "source closed");
        assertThatIllegalArgumentException().isThrownBy(() -> count(1).take(-1));
    }

    @Test
    void closingAnyOperatorClosesItsSource() {
        List<UnaryOperator<AsyncGenerator<Integer>>> operators = List.of(
                g -> g.map(i -> i),
                g -> g.filter(_ -> true),
                g -> g.flatMap(List::of),
                g -> g.take(50),
                g -> g.takeWhile(_ -> true),
                g -> g.buffer(1),
                g -> g.mapConcurrent(1, i -> i),
                g -> AsyncGenerator.merge(g, AsyncGenerator.of(_ -> {})));
        int closed = 0;
        for (var operator : operators) {
            Loops.virtual(() -> {
                var g = operator.apply(count(100));
                assertThat(g.next()).isZero();
                g.close();
                assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
                var source = count(1);
                operator.apply(source).close();
                assertThatThrownBy(source::next).isInstanceOf(NoSuchElementException.class);
            });
            assertThat(trail.events().stream().filter("source closed"::equals)).hasSize(++closed);
        }
    }

    @Test
    void failureOfAnySourcePassesAndEndsTheOperator() {
        var failure = new IOException("x");
        List<UnaryOperator<AsyncGenerator<Integer>>> operators = List.of(
                g -> g.map(i -> i),
                g -> g.filter(_ -> true),
                g -> g.flatMap(List::of),
                g -> g.take(50),
                g -> g.takeWhile(_ -> true),
                g -> g.buffer(3),
                g -> g.mapConcurrent(3, i -> i),
                g -> AsyncGenerator.merge(g, AsyncGenerator.of(_ -> {})));
        for (var operator : operators) {
            Loops.virtual(() -> {
                AsyncGenerator<Integer> source = AsyncGenerator.of(y -> {
                    y.emit(1);
                    y.emit(2);
                    throw failure;
                });
                var g = operator.apply(source);
                var seen = new ArrayList<Integer>();
                assertThat(catchThrowable(() -> g.forEach(seen::add))).isSameAs(failure);
                assertThat(seen).containsExactly(1, 2);
                assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
            });
        }
    }

    @Test
    void whatTheSourcesFinallyThrowsLeavesCloseOfTheOperator() {
        var failure = new IOException("x");
        List<UnaryOperator<AsyncGenerator<Integer>>> operators = List.of(
                g -> g.map(i -> i),
                g -> AsyncGenerator.<Integer>of(y -> {
                    try (g) {
                        g.forEach(y::emit);
                    }
                }),
                g -> AsyncGenerator.of(_ -> {}).flatMap(_ -> g).take(0),
                g -> AsyncGenerator.<Integer>of(y -> y.emit(1)).flatMap(_ -> g),
                g -> g.buffer(1),
                g -> g.buffer(1).mapConcurrent(2, i -> i),
                g -> AsyncGenerator.merge(g));
        for (var operator : operators) {
            Loops.virtual(() -> {
                AsyncGenerator<Integer> source = AsyncGenerator.of(y -> {
                    try {
                        y.emit(1);
                        sleep(seconds(1)); // where a pump waits
                        y.emit(2);
                    } finally {
                        yieldNow();
                        failWith(failure);
                    }
                });
                var g = operator.apply(source);
                if (g.iterator().hasNext()) {
                    assertThat(g.next()).isEqualTo(1);
                    assertThat(catchThrowable(g::close))
                            .as("operator %s", operators.indexOf(operator))
                            .isSameAs(failure);
                }
            });
        }
    }

    private static void failWith(Exception e) throws Exception {
        throw e;
    }

    @Test
    void failureInTheBodyIsNotHiddenByOneWhileClosing() {
        var failure = new IOException("body");
        Loops.virtual(() -> {
            AsyncGenerator<Integer> source = AsyncGenerator.of(y -> {
                try {
                    y.emit(1);
                } finally {
                    failWith(new IOException("finally"));
                }
            });
            var g = source.map(_ -> {
                throw failure;
            });
            assertThat(catchThrowable(g::next)).isSameAs(failure);
            assertThat(failure.getSuppressed())
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasMessage("finally"));
        });
    }

    @Test
    void flatMapTakesCollectionsAndGeneratorsAndClosesThem() {
        Loops.virtual(() -> {
            assertThat(count(3).flatMap(i -> List.of(i, -i)).toList()).containsExactly(0, 0, 1, -1, 2, -2);
            AsyncGenerator<Integer> ones = AsyncGenerator.of(y -> {
                y.emit(1);
                y.emit(1);
                y.emit(1);
            });
            var g = ones.flatMap(_ -> count(1)).take(2);
            trail.add(g.toList());
        });
        assertThat(trail.events()).endsWith("make 0", "source closed", "make 0", "source closed", "[0, 0]");
    }

    @Test
    void deepFlatMap() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> g = AsyncGenerator.of(y -> y.emit(0));
            for (int depth = 0; depth < 12; depth++) {
                g = g.flatMap(i -> AsyncGenerator.<Integer>of(y -> {
                    y.emit(2 * i);
                    y.emit(2 * i + 1);
                }));
            }
            var all = g.toList();
            assertThat(all).hasSize(4096).isSorted().endsWith(4095);
        });
    }

    @Test
    void longChain() {
        Loops.virtual(() -> {
            var g = count(3);
            for (int i = 0; i < 200; i++) {
                g = g.map(v -> v + 1);
            }
            assertThat(g.toList()).containsExactly(200, 201, 202);
        });
        assertThat(trail.events()).endsWith("source closed");
    }

    @Test
    void toListCloses() {
        Loops.virtual(() -> {
            var g = count(3);
            assertThat(g.next()).isZero();
            assertThat(g.toList()).containsExactly(1, 2);
            assertThat(g.toList()).isEmpty();
        });
    }
}
