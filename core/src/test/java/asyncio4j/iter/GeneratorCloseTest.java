package asyncio4j.iter;

import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a generator ends early. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorCloseTest {
    private final Trail trail = new Trail();

    private AsyncGenerator<Integer> endless(String name) {
        return AsyncGenerator.of(y -> {
            try {
                for (int i = 0; ; i++) {
                    y.emit(i);
                }
            } finally {
                trail.add(name + " closes");
                sleep(seconds(1));
                trail.add(name + " closed");
            }
        });
    }

    @Test
    void leavingALoopEarlyClosesAtOnceAndAwaitsTheFinallyBlocks() {
        Loops.virtual(() -> {
            try (var g = endless("g")) {
                for (int v : g) {
                    if (v == 2) {
                        trail.add("leaves");
                        break;
                    }
                }
            }
            trail.add("left");
        });
        trail.is("leaves", "g closes", "g closed", "left");
    }

    @Test
    void closingTwiceOrBeforeTheBeginningRunsNothing() {
        var never = endless("never");
        never.close(); // outside of any loop
        Loops.virtual(() -> {
            var g = endless("g");
            g.next();
            g.close();
            g.close();
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(never::next).isInstanceOf(NoSuchElementException.class);
            assertThat(never.toList()).isEmpty();
        });
        trail.is("g closes", "g closed");
    }

    @Test
    void valueThatWasNotTakenIsDroppedByClose() {
        Loops.virtual(() -> {
            var g = endless("g");
            assertThat(g.iterator().hasNext()).isTrue();
            g.close();
            assertThat(g.iterator().hasNext()).isFalse();
        });
    }

    @Test
    void whatEmitThrowsIsAnErrorThatCatchExceptionDoesNotSee() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.<Integer>of(y -> {
                while (true) {
                    try {
                        y.emit(1);
                    } catch (Exception e) {
                        trail.add("swallowed");
                    } catch (Error e) {
                        trail.add("error");
                        throw e;
                    }
                }
            });
            g.next();
            g.close();
        });
        trail.is("error");
    }

    @Test
    void whatAFinallyBlockThrowsLeavesClose() {
        var failure = new IOException("disk full");
        Loops.virtual(() -> {
            var g = AsyncGenerator.<Integer>of(y -> {
                try {
                    y.emit(1);
                } finally {
                    sleep(seconds(1));
                    failWith(failure);
                }
            });
            g.next();
            assertThat(catchThrowable(g::close)).isSameAs(failure);
            assertThatCode(g::close).doesNotThrowAnyException();
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    private static void failWith(Exception e) throws Exception {
        throw e;
    }

    @Test
    void producerThatReturnsInsteadOfThrowingIsClosedToo() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.<Integer>of(y -> {
                try {
                    y.emit(1);
                } catch (Error e) {
                    trail.add("returns");
                }
            });
            g.next();
            g.close();
            trail.add(g);
        });
        trail.is("returns", "AsyncGenerator[over]");
    }

    @Test
    void emittingWhileBeingClosedIsRefused() {
        Loops.virtual(() -> {
            var g = AsyncGenerator.<Integer>of(y -> {
                try {
                    y.emit(1);
                } finally {
                    y.emit(2);
                }
            });
            g.next();
            assertThatThrownBy(g::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("emit");
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void closingFromInsideIsRefused() {
        Loops.virtual(() -> {
            var self = new ArrayList<AsyncGenerator<Integer>>();
            self.add(AsyncGenerator.of(y -> self.getFirst().close()));
            assertThatThrownBy(() -> self.getFirst().next()).isInstanceOf(IllegalStateException.class);
            self.set(0, AsyncGenerator.of(y -> y.emit(self.getFirst().next())));
            assertThatThrownBy(() -> self.getFirst().next()).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void closingTheOuterOneClosesTheInnerOne() {
        Loops.virtual(() -> {
            var outer = AsyncGenerator.<Integer>of(y -> {
                try (var inner = endless("inner")) {
                    for (int v : inner) {
                        y.emit(v);
                    }
                } finally {
                    trail.add("outer closed");
                }
            });
            outer.next();
            outer.close();
        });
        trail.is("inner closes", "inner closed", "outer closed");
    }
}
