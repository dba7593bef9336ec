package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures, cancellation and misuse of generators. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorFailureTest {
    private final Trail trail = new Trail();

    private AsyncGenerator<Integer> slow() {
        return AsyncGenerator.of(y -> {
            try {
                for (int i = 0; ; i++) {
                    sleep(seconds(1));
                    y.emit(i);
                }
            } catch (CancelledError e) {
                trail.add("cancelled in the producer: " + e.message());
                throw e;
            } finally {
                sleep(seconds(1));
                trail.add("cleaned");
            }
        });
    }

    private static void makeFailing(AsyncGenerator.Yielder<Integer> y, Throwable failure) throws Exception {
        y.emit(1);
        yieldNow();
        if (failure instanceof Error e) {
            throw e;
        }
        throw (Exception) failure;
    }

    private static int consume(AsyncGenerator<Integer> g) {
        int sum = 0;
        for (int v : g) {
            sum += v;
        }
        return sum;
    }

    @Test
    void failuresPassUnchangedWithTheConsumersFrames() {
        for (Throwable failure : new Throwable[] {new IOException("x"), new AssertionError("y"), new Error("z")}) {
            Loops.virtual(() -> {
                AsyncGenerator<Integer> g = AsyncGenerator.of(y -> makeFailing(y, freshTrace(failure)));
                AsyncGenerator<Integer> nested = AsyncGenerator.of(y -> g.forEach(y::emit));
                assertThat(catchThrowable(() -> consume(nested))).isSameAs(failure);
                assertThat(Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getMethodName))
                        .containsSubsequence("freshTrace", "forEach", "consume");
                assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
                assertThatThrownBy(nested::next).isInstanceOf(NoSuchElementException.class);
                nested.close();
            });
        }
    }

    private static Throwable freshTrace(Throwable failure) {
        failure.fillInStackTrace();
        return failure;
    }

    @Test
    void cancelledInNextTheProducerIsCancelledAndCleansUpFirst() {
        Loops.virtual(() -> {
            var g = slow();
            var consumer = createTask(() -> {
                try {
                    g.forEach(trail::add);
                } finally {
                    trail.add("next threw");
                }
            });
            sleep(millis(2500));
            consumer.cancel("enough");
            assertThat(catchThrowable(() -> consumer.await()))
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("enough"));
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
        });
        trail.is(0, 1, "cancelled in the producer: enough", "cleaned", "next threw");
    }

    @Test
    void timeoutAroundNext() {
        Loops.virtual(() -> {
            var g = slow();
            assertThatThrownBy(() -> waitFor(() -> g.next(), millis(500))).isInstanceOf(AsyncTimeoutException.class);
            assertThatThrownBy(g::next).isInstanceOf(NoSuchElementException.class);
            var second = slow();
            assertThat(timeout(seconds(5), () -> second.next())).isZero();
            second.close();
        });
        trail.is("cancelled in the producer: null", "cleaned", "cleaned");
    }

    @Test
    void timeoutInsideTheProducer() {
        Loops.virtual(() -> {
            AsyncGenerator<String> g = AsyncGenerator.of(y -> {
                try {
                    timeout(seconds(1), () -> {
                        y.emit("in time");
                        sleep(seconds(10));
                    });
                } catch (AsyncTimeoutException e) {
                    y.emit("late");
                }
            });
            assertThat(g.toList()).containsExactly("in time", "late");
        });
    }

    @Test
    void cancelledWhileItRunsTheConsumerLearnsItAtItsNextSuspension() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> g = AsyncGenerator.of(y -> {
                asyncio4j.Asyncio.currentTask().cancel("self");
                y.emit(1);
                trail.add("not asked again");
            });
            var task = createTask(() -> {
                trail.add(g.next());
                sleep(seconds(1));
            });
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
            g.close();
        });
        trail.is(1);
    }

    @Test
    void cancelledWhileClosingTheFinallyBlockIsCancelled() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                var g = AsyncGenerator.<Integer>of(y -> {
                    try {
                        y.emit(1);
                    } finally {
                        trail.add("closing");
                        sleep(seconds(10));
                    }
                });
                g.next();
                g.close();
            });
            yieldNow();
            task.cancel();
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
        });
        trail.is("closing");
    }

    @Test
    void producerThatOutlivesACancellationGoesOn() {
        Loops.virtual(() -> {
            AsyncGenerator<String> g = AsyncGenerator.of(y -> {
                try {
                    sleep(seconds(1));
                } catch (CancelledError e) {
                    y.emit("saved");
                }
                y.emit("more");
            });
            var task = createTask(() -> g.toList());
            yieldNow();
            task.cancel();
            assertThat(task.await()).containsExactly("saved", "more");
        });
    }
}
