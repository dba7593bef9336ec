package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.mayThrow;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.DeadlockException;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a task's failure reaches those who await it, and what a task refuses to do. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskFailureTest {
    private final Trail trail = new Trail();

    @Test
    void aParentsFailureLeavesItsPlainChildrenRunning() { // task-21
        Loops.virtual(() -> {
            var child = new AtomicReference<Task<Void>>();
            var failure = new IllegalArgumentException("parent");
            var parent = createTask(() -> {
                child.set(createTask(() -> {
                    sleep(seconds(5));
                    trail.add("child ended");
                }));
                yieldNow();
                throw failure;
            });
            assertThat(catchThrowable(() -> parent.await())).isSameAs(failure);
            assertThat(child.get().isDone()).isFalse();
            assertThat(child.get().cancelling()).isZero();
            child.get().await();
        });
        trail.is("child ended");
    }

    @Test
    void theVeryExceptionArrivesAlsoInsideAHandlerOfAnother() { // task-37
        Loops.virtual(() -> {
            var failure = new IOException("child");
            var child = createTask(() -> {
                yieldNow();
                throw failure;
            });
            Throwable seen = null;
            try {
                throw new IllegalStateException("being handled");
            } catch (IllegalStateException e) {
                seen = catchThrowable(() -> child.await());
            }
            assertThat(seen).isSameAs(failure).hasNoCause().hasNoSuppressedExceptions();
            assertThat(catchThrowable(() -> child.result())).isSameAs(failure);
            assertThat(child.exception()).isSameAs(failure);
        });
    }

    @Test
    void anExceptionRaisedAgainByAChildDoesNotBecomeItsOwnCause() { // task-38
        Loops.virtual(() -> {
            var failure = new IllegalArgumentException("same");
            try {
                throw failure;
            } catch (IllegalArgumentException e) {
                var child = createTask(() -> {
                    throw e;
                });
                assertThat(catchThrowable(() -> child.await())).isSameAs(failure);
            }
            assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
        });
    }

    @Test
    void errorsOfTheBodyArriveUnchangedToo() {
        Loops.virtual(() -> {
            var failure = new AssertionError("not an Exception");
            var child = createTask(() -> {
                throw failure;
            });
            assertThat(catchThrowable(() -> child.await())).isSameAs(failure);
            assertThat(child.isCancelled()).isFalse();
        });
    }

    @Test
    void aCheckedExceptionCanBeCaughtByItsType() {
        Loops.virtual(() -> {
            var failure = new FileNotFoundException("gone");
            Task<String> child = createTask(() -> {
                throw failure;
            });
            try {
                trail.add(child.await(IOException.class));
            } catch (IOException e) {
                trail.add(e == failure);
            }
            try {
                mayThrow(IOException.class);
                trail.add(child.await());
            } catch (IOException e) {
                trail.add(e == failure);
            }
            assertThat(catchThrowable(() -> child.await(InterruptedException.class)))
                    .isSameAs(failure);
        });
        trail.is(true, true);
    }

    @Test
    void aTaskThatAwaitsItselfIsTold() { // task-26
        Loops.virtual(() -> {
            var self = new AtomicReference<Task<Void>>();
            self.set(createTask(() -> {
                self.get().await();
            }));
            assertThatThrownBy(() -> self.get().await())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("Task cannot await on itself");
        });
    }

    @Test
    void aFutureOfAnotherLoopCannotBeAwaited() { // task-15
        try (var other = newEventLoop()) {
            AsyncFuture<String> foreign = other.createFuture();
            Loops.virtual(() -> {
                assertThatThrownBy(() -> foreign.await())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching("(?s).*(different|another|other) (event )?loop.*");
                assertThat(currentTask().cancelling()).isZero();
            });
            assertThat(foreign.isDone()).isFalse();
        }
    }

    @Test
    void resultsAreSetByTheBodyAlone() { // task-28
        Loops.virtual(() -> {
            Task<String> task = createTask(() -> sleep(seconds(1), "its own"));
            assertThatThrownBy(() -> task.setResult("other")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> task.setException(new IOException()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(task.isDone()).isFalse();
            assertThat(task.await()).isEqualTo("its own");
            assertThatThrownBy(() -> task.setResult("other")).isInstanceOf(UnsupportedOperationException.class);
            assertThat(task.result()).isEqualTo("its own");
        });
    }

    @Test
    void awaitingOutsideATaskIsRefused() {
        Loops.virtual(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(1)));
            AsyncFuture<Throwable> refusal = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> refusal.setResult(catchThrowable(() -> task.await())));
            assertThat(refusal.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
            AsyncFuture<Throwable> other = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> other.setResult(catchThrowable(() -> sleep(seconds(1)))));
            assertThat(other.await()).isInstanceOf(IllegalStateException.class).hasMessageContaining("task");
            task.await();
        });
    }
}
