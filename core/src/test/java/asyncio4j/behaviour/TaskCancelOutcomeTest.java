package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a cancellation when it is over: its message, its cause chain, or another failure. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskCancelOutcomeTest {
    private final Trail trail = new Trail();

    @Test
    void aTaskCancelledBeforeItsStartNeverRunsAndKeepsTheMessage() { // task-27
        Loops.virtual(() -> {
            var task = createTask(() -> trail.add("ran"));
            assertThat(task.cancel("my message")).isTrue();
            var error = catchThrowable(() -> task.await());
            assertThat(error).isInstanceOf(CancelledError.class);
            assertThat(((CancelledError) error).message()).isEqualTo("my message");
            var silent = createTask(() -> trail.add("ran"));
            silent.cancel();
            assertThat(((CancelledError) catchThrowable(() -> silent.await())).message())
                    .isNull();
        });
        trail.is();
    }

    @Test
    void theMessageArrivesInTheBodyAndAtTheAwaiter() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } catch (CancelledError e) {
                    trail.add(e.message());
                    throw e;
                }
            });
            yieldNow();
            task.cancel("enough");
            assertThatThrownBy(() -> task.await())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThatThrownBy(() -> task.result())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThatThrownBy(() -> task.exception())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
        });
        trail.is("enough");
    }

    @Test
    void aFailureInTheCleanupReplacesTheCancellation() { // task-29
        Loops.virtual(() -> {
            var failure = new IllegalArgumentException("in cleanup");
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } catch (CancelledError e) {
                    throw failure;
                }
            });
            yieldNow();
            task.cancel();
            assertThat(catchThrowable(() -> task.await())).isSameAs(failure);
            assertThat(task.isCancelled()).isFalse();
            assertThat(task.exception()).isSameAs(failure);
        });
    }

    @Test
    void theCauseChainEndsInTheCancelWithItsMessage() { // task-32
        Loops.virtual(() -> {
            var child = createTask(() -> sleep(seconds(100)));
            var parent = createTask(() -> {
                try {
                    child.await();
                } catch (CancelledError e) {
                    throw new IllegalArgumentException("wrapped", e);
                }
            });
            yieldNow();
            yieldNow();
            child.cancel("msg");
            var seen = catchThrowable(() -> parent.await());
            assertThat(seen).isInstanceOf(IllegalArgumentException.class).hasMessage("wrapped");
            assertThat(seen).cause().isInstanceOf(CancelledError.class).hasMessage("msg");
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
