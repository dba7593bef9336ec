package asyncio4j.iter;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Engine;
import asyncio4j.ExceptionGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a generator refuses, and what goes along when a task changes stacks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorMisuseTest {
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

    @Test
    void twoTasksInNextAtOnce() {
        Loops.virtual(() -> {
            var g = slow();
            var first = createTask(() -> g.next());
            yieldNow();
            assertThatThrownBy(g::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one task");
            assertThatThrownBy(g::close).isInstanceOf(IllegalStateException.class);
            assertThat(first.await()).isZero();
            assertThat(g.next()).isEqualTo(1);
            g.close();
        });
    }

    @Test
    void emitFromATaskOfTheProducerIsRefused() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> g = AsyncGenerator.of(y -> taskGroup(tg -> {
                tg.createTask(() -> y.emit(1));
            }));
            assertThatThrownBy(g::next)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            e -> assertThat(e.exceptions())
                                    .singleElement()
                                    .isInstanceOfSatisfying(
                                            IllegalStateException.class,
                                            cause -> assertThat(cause).hasMessageContaining("emit outside")));
        });
    }

    @Test
    void emitFromAnInnerGeneratorOrAfterTheEndIsRefused() {
        Loops.virtual(() -> {
            AsyncGenerator<Integer> outer = AsyncGenerator.of(y -> {
                AsyncGenerator<Integer> inner = AsyncGenerator.of(z -> {
                    z.emit(1);
                    y.emit(2);
                });
                inner.forEach(y::emit);
            });
            assertThat(outer.next()).isEqualTo(1);
            assertThatThrownBy(outer::next).isInstanceOf(IllegalStateException.class);
            AsyncGenerator<AsyncGenerator.Yielder<Integer>> leaking = AsyncGenerator.of(y -> y.emit(v -> y.emit(null)));
            var leaked = leaking.next();
            assertThatThrownBy(() -> leaked.emit(3)).isInstanceOf(IllegalStateException.class);
            leaking.close();
            assertThatThrownBy(() -> leaked.emit(3)).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void cancelOfATaskThatBlocksInTheProducerIsNotLostWithTheChangeOfStacks() {
        Loops.virtual(() -> {
            var answer = new CompletableFuture<Integer>();
            AsyncGenerator<Integer> g = AsyncGenerator.of(y -> y.emit(answer.join())); // join survives interrupts
            var task = createTask(() -> {
                trail.add(g.next());
                sleep(seconds(1));
                trail.add("not cancelled");
            });
            yieldNow();
            task.cancel();
            yieldNow();
            yieldNow();
            answer.complete(7);
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
            g.close();
        });
        trail.is(7);
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void interruptFlagGoesAlong() {
        Loops.virtual(() -> {
            AsyncGenerator<Boolean> g = AsyncGenerator.of(y -> {
                y.emit(Thread.currentThread().isInterrupted());
                y.emit(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
                y.emit(Thread.interrupted());
            });
            assertThat(g.next()).isFalse();
            Thread.currentThread().interrupt();
            assertThat(g.next()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(g.next()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
    }
}
