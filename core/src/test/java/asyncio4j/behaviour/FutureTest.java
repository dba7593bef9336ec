package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.InvalidStateException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The states of a future, on the thread that is going to run its loop and on the loop. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutureTest {
    private final Trail trail = new Trail();

    @Test
    void aFutureBelongsToItsLoop() { // future-3, future-10
        assertThatThrownBy(() -> getRunningLoop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        Loops.virtual(() -> {
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            assertThat(future.loop()).isSameAs(getRunningLoop());
        });
        try (var loop = newEventLoop()) {
            assertThat(loop.<Void>createFuture().loop()).isSameAs(loop);
        }
    }

    @Test
    void aFreshFutureIsPendingUntilCancelled() { // future-4
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.isDone()).isFalse();
            assertThatThrownBy(() -> future.result()).isInstanceOf(InvalidStateException.class);
            assertThatThrownBy(() -> future.exception()).isInstanceOf(InvalidStateException.class);
            assertThat(future.cancel()).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertThat(future.isDone()).isTrue();
            assertThat(future.cancel()).isFalse();
            assertThatThrownBy(() -> future.result()).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> future.exception()).isInstanceOf(CancelledError.class);
        }
    }

    @Test
    void aCancelledFutureCarriesTheMessage() {
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            future.cancel("too late");
            var error = (CancelledError) catchThrowable(() -> future.result());
            assertThat(error.message()).isEqualTo("too late");
            AsyncFuture<Integer> silent = loop.createFuture();
            silent.cancel(true);
            assertThat(((CancelledError) catchThrowable(() -> silent.exception())).message())
                    .isNull();
        }
    }

    @Test
    void aResultIsSetOnce() {
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            future.setResult(1);
            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.exception()).isNull();
            assertThatThrownBy(() -> future.setResult(2)).isInstanceOf(InvalidStateException.class);
            assertThatThrownBy(() -> future.setException(new IOException())).isInstanceOf(InvalidStateException.class);
            assertThat(future.cancel()).isFalse();
            assertThat(future.result()).isEqualTo(1);
        }
    }

    @Test
    void aFailureIsTheVeryInstanceEveryTime() {
        var failure = new IOException("checked");
        Loops.virtual(() -> {
            AsyncFuture<Integer> future = getRunningLoop().createFuture();
            var waiter = createTask(() -> future.await());
            yieldNow();
            future.setException(failure);
            assertThatThrownBy(() -> future.setResult(2)).isInstanceOf(InvalidStateException.class);
            assertThat(catchThrowable(() -> waiter.await())).isSameAs(failure);
            assertThat(catchThrowable(() -> future.await())).isSameAs(failure);
            assertThat(catchThrowable(() -> future.await(IOException.class))).isSameAs(failure);
            assertThat(catchThrowable(() -> future.result())).isSameAs(failure);
            assertThat(future.exception()).isSameAs(failure);
        });
    }

    @Test
    void awaitingADoneFutureDoesNotSuspend() {
        Loops.virtual(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            future.setResult("there");
            createTask(() -> trail.add("other task"));
            trail.add(future.await());
            yieldNow();
        });
        trail.is("there", "other task");
    }

    @Test
    void awaitingACancelledFutureLeavesTheAwaiterUncancelled() {
        Loops.virtual(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            var waiter = createTask(() -> {
                var error = catchThrowable(() -> future.await());
                return error.getClass().getSimpleName() + " " + error.getMessage() + " "
                        + currentTask().cancelling();
            });
            yieldNow();
            future.cancel("gone");
            assertThat(waiter.await()).isEqualTo("CancelledError gone 0");
        });
    }

    @Test
    void allWaitersAreServedInTheOrderOfWaiting() {
        Loops.virtual(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> trail.add(n + future.await()));
            }
            yieldNow();
            future.setResult("!");
            yieldNow();
        });
        trail.is("0!", "1!", "2!");
    }

    @Test
    void settingACancelledFutureFailsAndLeavesItCancelled() {
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            future.cancel();
            assertThatThrownBy(() -> future.setResult(2)).isInstanceOf(InvalidStateException.class);
            assertThatThrownBy(() -> future.setException(new IOException())).isInstanceOf(InvalidStateException.class);
            assertThat(future.isCancelled()).isTrue();
        }
    }

    @Test
    void theTextShowsTheState() { // future-12
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            assertThat(future.toString()).contains("pending");
            future.setResult(4);
            assertThat(future.toString()).contains("4").doesNotContain("pending");
            AsyncFuture<Integer> cancelled = loop.createFuture();
            cancelled.cancel();
            assertThat(cancelled.toString()).contains("cancelled");
            AsyncFuture<Integer> failed = loop.createFuture();
            failed.setException(new IOException("disk full"));
            assertThat(failed.toString()).contains("IOException").contains("disk full");
            failed.exception();
        }
    }

    @Test
    void theTextShowsTheFirstAndTheLastOfManyCallbacks() { // future-12
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            for (int i = 0; i < 10; i++) {
                future.addDoneCallback(new Named("callback-" + i));
            }
            assertThat(future.toString())
                    .contains("callback-0", "<8 more>", "callback-9")
                    .doesNotContain("callback-5");
        }
    }

    private record Named(String name) implements Consumer<AsyncFuture<Integer>> {
        @Override
        public void accept(AsyncFuture<Integer> future) {}
    }

    @Test
    void theErrorThrownByACancelledFutureIsNotRetained() { // future-19
        try (var loop = newEventLoop()) {
            AsyncFuture<Integer> future = loop.createFuture();
            future.cancel("msg");
            var thrown = thrownBy(future);
            for (int i = 0; i < 400 && thrown.get() != null; i++) {
                System.gc();
                Thread.yield();
            }
            assertThat(thrown.get()).isNull();
            assertThatThrownBy(() -> future.result())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("msg");
        }
    }

    private static WeakReference<Throwable> thrownBy(AsyncFuture<?> future) {
        try {
            future.result();
            throw new AssertionError("not cancelled");
        } catch (CancelledError e) {
            return new WeakReference<>(e);
        }
    }
}
