package asyncio4j.behaviour;

import static asyncio4j.Asyncio.await;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The java.util.concurrent.Future side of a future, and what other threads may do with it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutureGetTest {
    private static <T> CompletableFuture<T> onThread(Callable<T> job) {
        var outcome = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(job.call());
            } catch (Throwable e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    @Test
    void getOfADoneFutureAnswersEverywhere() throws Exception {
        try (var loop = newEventLoop()) {
            AsyncFuture<String> good = loop.createFuture();
            AsyncFuture<String> bad = loop.createFuture();
            AsyncFuture<String> cancelled = loop.createFuture();
            var failure = new IOException("x");
            good.setResult("r");
            bad.setException(failure);
            cancelled.cancel();
            loop.runUntilComplete(() -> assertAnswers(good, bad, cancelled, failure));
            assertAnswers(good, bad, cancelled, failure);
            onThread(() -> {
                        assertAnswers(good, bad, cancelled, failure);
                        return "ok";
                    })
                    .get();
        }
    }

    private static void assertAnswers(
            AsyncFuture<String> good, AsyncFuture<String> bad, AsyncFuture<String> cancelled, IOException failure)
            throws Exception {
        assertThat(good.get()).isEqualTo("r");
        assertThat(good.get(0, TimeUnit.SECONDS)).isEqualTo("r");
        assertThat(good.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(good.resultNow()).isEqualTo("r");
        assertThat(good.result()).isEqualTo("r");
        assertThat(catchThrowable(() -> bad.get()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(bad.exceptionNow()).isSameAs(failure);
        assertThat(bad.exception()).isSameAs(failure);
        assertThat(bad.state()).isEqualTo(Future.State.FAILED);
        assertThatThrownBy(() -> cancelled.get()).isInstanceOf(CancellationException.class);
        assertThat(cancelled.state()).isEqualTo(Future.State.CANCELLED);
    }

    @Test
    void getOnTheLoopOfAPendingFutureNamesTheRemedy() {
        Loops.virtual(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            assertThatThrownBy(() -> future.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("await()");
            assertThatThrownBy(() -> future.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("await()");
            assertThat(future.state()).isEqualTo(Future.State.RUNNING);
            var task = createTask(() -> sleep(seconds(1)));
            assertThatThrownBy(() -> task.get()).isInstanceOf(IllegalStateException.class);
            AsyncFuture<Throwable> inCallback = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> inCallback.setResult(catchThrowable(() -> future.get())));
            assertThat(inCallback.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("await()");
        });
    }

    @Test
    void getOnAnotherThreadWaits() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            AsyncFuture<String> failing = getRunningLoop().createFuture();
            AsyncFuture<String> cancelled = getRunningLoop().createFuture();
            var task = createTask(() -> sleep(millis(30), "of a task"));
            var failure = new IOException("x");
            var waiting = onThread(() -> future.get() + " " + task.get() + " " + future.get(10, TimeUnit.SECONDS));
            var waitingToFail = onThread(() -> catchThrowable(() -> failing.get()));
            var waitingToBeCancelled = onThread(() -> catchThrowable(() -> cancelled.get()));
            sleep(millis(20));
            future.setResult("r");
            failing.setException(failure);
            cancelled.cancel();
            assertThat(await(waiting)).isEqualTo("r of a task r");
            assertThat(await(waitingToFail))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
            assertThat(await(waitingToBeCancelled)).isInstanceOf(CancellationException.class);
        });
    }

    @Test
    void getWithATimeoutGivesUp() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            var waiting = onThread(() -> catchThrowable(() -> future.get(20, TimeUnit.MILLISECONDS)));
            assertThat(await(waiting)).isInstanceOf(TimeoutException.class);
            assertThat(future.isDone()).isFalse();
        });
    }

    @Test
    void otherThreadsMayLookButNotTouch() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            var refused = onThread(() -> {
                assertThat(future.isDone()).isFalse();
                assertThat(future.isCancelled()).isFalse();
                assertThat(future.loop()).isNotNull();
                assertRefused(() -> future.setResult("x"));
                assertRefused(() -> future.setException(new IOException()));
                assertRefused(() -> future.cancel());
                assertRefused(() -> future.addDoneCallback(f -> {}));
                return "refused";
            });
            assertThat(await(refused)).isEqualTo("refused");
            assertThat(future.isDone()).isFalse();
        });
    }

    private static void assertRefused(Runnable touch) {
        assertThatThrownBy(touch::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("callSoonThreadsafe");
    }

    @Test
    void theViewAsCompletableFutureFollows() {
        run(() -> {
            AsyncFuture<String> good = getRunningLoop().createFuture();
            AsyncFuture<String> bad = getRunningLoop().createFuture();
            AsyncFuture<String> cancelled = getRunningLoop().createFuture();
            var failure = new IOException("x");
            var goodView = good.toCompletableFuture();
            var badView = bad.toCompletableFuture();
            var cancelledView = cancelled.toCompletableFuture();
            assertThat(goodView.isDone()).isFalse();
            var seen = onThread(
                    () -> goodView.get() + catchThrowable(() -> badView.get()).getCause());
            good.setResult("r");
            bad.setException(failure);
            cancelled.cancel();
            assertThat(await(seen)).isEqualTo("r" + failure);
            assertThat(badView.exceptionNow()).isSameAs(failure);
            sleep(millis(1));
            assertThat(cancelledView.isCancelled()).isTrue();
            assertThat(good.toCompletableFuture().join()).isEqualTo("r");
        });
    }

    @Test
    void cancellingTheViewCancelsTheFuture() {
        run(() -> {
            AsyncFuture<String> future = getRunningLoop().createFuture();
            var task = createTask(() -> sleep(seconds(100)));
            sleep(millis(1));
            var view = future.toCompletableFuture();
            var ofTask = task.toCompletableFuture();
            assertThat(await(onThread(() -> view.cancel(true) && ofTask.cancel(true))))
                    .isTrue();
            var error = catchThrowable(() -> future.await());
            assertThat(error).isInstanceOf(CancelledError.class);
            assertThat(catchThrowable(() -> task.await())).isInstanceOf(CancelledError.class);
            assertThat(task.isCancelled()).isTrue();
        });
    }
}
