package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task that is cancelled does, and what those who look at it see. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskCancelTest {
    private final Trail trail = new Trail();

    private static <T> AsyncFuture<T> future() {
        return getRunningLoop().createFuture();
    }

    private static void assertEndsCancelled(Task<?> task) {
        assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void aCancelInTheSameTurnAsTheResultWins() { // task-1
        Loops.virtual(() -> {
            AsyncFuture<Integer> future = future();
            var task = createTask(() -> {
                try {
                    trail.add(future.await());
                } finally {
                    trail.add("finally");
                }
            });
            yieldNow();
            future.setResult(1);
            assertThat(task.cancel()).isTrue();
            assertEndsCancelled(task);
            assertThat(future.result()).isEqualTo(1);
        });
        trail.is("finally");
    }

    @Test
    void cancelledTaskRunsItsFinallyBlocksWithTheirAwaitsToTheEnd() { // task-2
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } finally {
                    trail.add("cleaning");
                    sleep(seconds(2));
                    trail.add("clean");
                }
            });
            yieldNow();
            double start = getRunningLoop().time();
            task.cancel();
            assertEndsCancelled(task);
            trail.add("awaited");
            assertThat(getRunningLoop().time() - start).isCloseTo(2, within(1e-6));
        });
        trail.is("cleaning", "clean", "awaited");
    }

    @Test
    void theHandlerRunsOneTurnAfterTheCancel() { // task-4
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } catch (CancelledError e) {
                    trail.add("handler");
                    throw e;
                }
            });
            yieldNow();
            assertThat(task.cancel()).isTrue();
            assertThat(task.isCancelled()).isFalse();
            assertThat(task.isDone()).isFalse();
            trail.is();
            yieldNow();
            trail.is("handler");
            assertThat(task.isCancelled()).isTrue();
        });
    }

    @Test
    void catchingExceptionDoesNotCatchTheCancellation() { // task-5
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } catch (Exception e) {
                    trail.add("swallowed");
                }
                trail.add("went on");
            });
            yieldNow();
            task.cancel();
            assertEndsCancelled(task);
        });
        trail.is();
    }

    @Test
    void theFutureWaitedForIsCancelledAtOnce() { // task-18, task-8
        Loops.virtual(() -> {
            AsyncFuture<Integer> first = future();
            AsyncFuture<Integer> second = future();
            Task<Integer> task = createTask(() -> {
                first.await();
                try {
                    return second.await();
                } catch (CancelledError e) {
                    return 42;
                }
            });
            yieldNow();
            first.setResult(1);
            yieldNow();
            assertThat(task.cancel()).isTrue();
            assertThat(second.isCancelled()).isTrue();
            assertThat(task.await()).isEqualTo(42);
            assertThat(task.isCancelled()).isFalse();
            assertThat(first.isCancelled()).isFalse();
        });
    }

    @Test
    void aTaskThatSwallowsTheCancelGoesOn() { // task-9
        Loops.virtual(() -> {
            AsyncFuture<Integer> second = future();
            AsyncFuture<Integer> third = future();
            Task<Integer> task = createTask(() -> {
                try {
                    second.await();
                } catch (CancelledError e) {
                    trail.add("swallowed");
                }
                return third.await();
            });
            yieldNow();
            task.cancel();
            yieldNow();
            assertThat(task.isDone()).isFalse();
            third.setResult(42);
            assertThat(task.await()).isEqualTo(42);
            assertThat(second.isCancelled()).isTrue();
            assertThat(third.isCancelled()).isFalse();
            assertThat(task.isCancelled()).isFalse();
        });
        trail.is("swallowed");
    }

    @Test
    void aTaskBetweenTwoYieldsIsCancelledAtTheSecond() { // task-10
        Loops.virtual(() -> {
            var task = createTask(() -> {
                yieldNow();
                trail.add("after the first");
                yieldNow();
                trail.add("after the second");
            });
            yieldNow();
            yieldNow();
            assertThat(task.cancel()).isTrue();
            assertEndsCancelled(task);
            assertThat(task.cancel()).isFalse();
        });
        trail.is("after the first");
    }

    @Test
    void theInnermostCallSeesTheCancelFirst() { // task-20
        Loops.virtual(() -> {
            AsyncFuture<Void> future = future();
            var task = createTask(() -> {
                try {
                    waitAndRethrow(future);
                } catch (CancelledError e) {
                    trail.add("outer");
                }
            });
            yieldNow();
            task.cancel();
            task.await();
            assertThat(future.isCancelled()).isTrue();
            assertThat(task.isCancelled()).isFalse();
        });
        trail.is("inner", "outer");
    }

    private void waitAndRethrow(AsyncFuture<Void> future) {
        try {
            future.await();
        } catch (CancelledError e) {
            trail.add("inner");
            throw e;
        }
    }
}
