package asyncio4j.sync;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.DeadlockException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values that are computed once. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OnceTest {
    private final Trail trail = new Trail();
    private int tries;

    @Test
    void theFirstComputesAndAllGetTheSameValue() {
        Loops.virtual(() -> {
            var once = new AsyncOnce<>(() -> {
                trail.add(currentTask().name());
                sleep(seconds(1));
                return new Object();
            });
            trail.is();
            var first = createTask("first", once::get);
            var second = createTask("second", once::get);
            assertThat(first.await()).isSameAs(second.await()).isSameAs(once.get());
            assertThat(once.isDone()).isTrue();
        });
        trail.is("first");
    }

    @Test
    void aFailureIsItsOwnersAndTheNextTriesAgain() {
        Loops.virtual(() -> {
            var failure = new IOException("no answer");
            var once = new AsyncOnce<>(() -> {
                yieldNow();
                if (++tries < 3) {
                    throw failure;
                }
                return tries;
            });
            var first = createTask(once::get);
            var second = createTask(once::get);
            assertThat(catchThrowable(first::await)).isSameAs(failure);
            assertThat(catchThrowable(second::await)).isSameAs(failure);
            assertThat(once.isDone()).isFalse();
            assertThat(once.get()).isEqualTo(3);
            assertThat(once.get()).isEqualTo(3);
        });
    }

    @Test
    void whenTheComputingTaskIsCancelledTheNextTakesOver() {
        Loops.virtual(() -> {
            var once = new AsyncOnce<>(() -> {
                trail.add(currentTask().name());
                sleep(seconds(1));
                return "value";
            });
            var first = createTask("first", once::get);
            var second = createTask("second", once::get);
            var third = createTask("third", once::get);
            yieldNow();
            first.cancel();
            gather(second, third);
            assertThat(first.isCancelled()).isTrue();
            assertThat(third.result()).isEqualTo("value");
        });
        trail.is("first", "second");
    }

    @Test
    void whoTakesOverMayBeCancelledInThatVeryTurn() {
        Loops.virtual(() -> {
            var once = new AsyncOnce<>(() -> {
                trail.add(currentTask().name());
                sleep(seconds(1));
                return "value";
            });
            var first = createTask("first", once::get);
            var second = createTask("second", once::get);
            var third = createTask("third", once::get);
            yieldNow();
            first.cancel();
            yieldNow(); // the second is granted its turn
            second.cancel();
            assertThat(third.await()).isEqualTo("value");
            assertThat(second.isCancelled()).isTrue();
        });
        trail.is("first", "third");
    }

    @Test
    void aComputationThatAsksForItselfIsADeadlockAtOnce() {
        Loops.virtual(() -> {
            var self = new ArrayList<AsyncOnce<Object>>();
            self.add(new AsyncOnce<>("config", () -> self.getFirst().get()));
            assertThatThrownBy(self.getFirst()::get)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("once \"config\"", "computing itself");
            assertThat(self.getFirst()).hasToString("AsyncOnce[config, not begun]");
        });
    }

    @Test
    void nullIsAValue() {
        Loops.virtual(() -> {
            var once = new AsyncOnce<>(() -> {
                tries++;
                return null;
            });
            assertThat(once.get()).isNull();
            assertThat(once.get()).isNull();
            assertThat(tries).isEqualTo(1);
        });
    }
}
