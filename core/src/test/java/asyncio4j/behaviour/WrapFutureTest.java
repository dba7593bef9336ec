package asyncio4j.behaviour;

import static asyncio4j.Asyncio.await;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.wrapFuture;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Futures of other worlds, awaited on a loop. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WrapFutureTest {
    private final Trail trail = new Trail();

    @Test
    void aStageOfAnotherThreadIsAwaited() { // future-8
        run(() -> {
            try (var pool = Executors.newSingleThreadExecutor(r -> new Thread(r, "the pool's thread"))) {
                var job = CompletableFuture.supplyAsync(
                        () -> Thread.currentThread().getName(), pool);
                var wrapped = wrapFuture(job);
                assertThat(wrapped.await()).isEqualTo("the pool's thread");
                assertThat(wrapped.loop()).isSameAs(getRunningLoop());
                assertThat(Thread.currentThread().getName()).isNotEqualTo("the pool's thread");
            }
        });
    }

    @Test
    void futuresAndStagesOfEveryKindAreAwaited() {
        run(() -> {
            try (var pool = Executors.newSingleThreadExecutor()) {
                var release = new CountDownLatch(1);
                Future<String> plain = pool.submit(() -> {
                    release.await();
                    return "plain";
                });
                CompletableFuture<String> completable = CompletableFuture.supplyAsync(() -> "completable", pool);
                CompletionStage<String> stage = completable.thenApply(s -> "stage");
                createTask(() -> {
                    trail.add("the loop goes on");
                    release.countDown();
                });
                trail.add(await(plain));
                trail.add(await(completable));
                trail.add(await(stage));
                AsyncFuture<String> own = getRunningLoop().createFuture();
                createTask(() -> own.setResult("own"));
                trail.add(await(own));
            }
        });
        trail.is("the loop goes on", "plain", "completable", "stage", "own");
    }

    @Test
    void aStageThatIsCompleteAlreadyIsAwaited() {
        Loops.virtual(() -> {
            assertThat(await(CompletableFuture.completedFuture("there"))).isEqualTo("there");
            Future<String> plain = CompletableFuture.completedFuture("plain");
            assertThat(await(plain)).isEqualTo("plain");
        });
    }

    @Test
    void cancellingTheWrapperCancelsTheStage() { // future-9
        Loops.virtual(() -> {
            var stage = new CompletableFuture<String>();
            var wrapped = wrapFuture(stage);
            assertThat(wrapped.cancel()).isTrue();
            yieldNow();
            assertThat(wrapped.isCancelled()).isTrue();
            assertThat(stage.isCancelled()).isTrue();
        });
    }

    @Test
    void cancellingTheTaskThatAwaitsCancelsTheStage() {
        Loops.virtual(() -> {
            var stage = new CompletableFuture<String>();
            var task = createTask(() -> await(stage));
            yieldNow();
            task.cancel();
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
            assertThat(stage.isCancelled()).isTrue();
        });
    }

    @Test
    void aCancelledStageCancelsTheWrapper() {
        Loops.virtual(() -> {
            var stage = new CompletableFuture<String>();
            var wrapped = wrapFuture(stage);
            stage.cancel(true);
            assertThatThrownBy(() -> wrapped.await()).isInstanceOf(CancelledError.class);
            assertThat(wrapped.isCancelled()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void theFailureArrivesWithoutItsCompletionException() {
        Loops.virtual(() -> {
            var failure = new IOException("x");
            var source = new CompletableFuture<String>();
            var derived = source.thenApply(s -> s + s);
            var wrapped = wrapFuture(derived);
            source.completeExceptionally(failure);
            assertThat(catchThrowable(() -> derived.join())).isInstanceOf(CompletionException.class);
            assertThat(catchThrowable(() -> wrapped.await())).isSameAs(failure);
            assertThat(wrapped.exception()).isSameAs(failure);
            assertThat(catchThrowable(() -> await(derived))).isSameAs(failure);
            assertThat(catchThrowable(() -> await((CompletionStage<String>) source)))
                    .isSameAs(failure);
            assertThat(catchThrowable(() -> await((Future<String>) source))).isSameAs(failure);
        });
    }

    @Test
    void completionComesThroughTheLoop() {
        Loops.virtual(() -> {
            var stage = new CompletableFuture<String>();
            var wrapped = wrapFuture(stage);
            wrapped.addDoneCallback(f -> trail.add("callback " + (currentTask() == null)));
            stage.complete("r");
            trail.add("done " + wrapped.isDone());
            wrapped.await();
            yieldNow();
        });
        trail.is("done false", "callback true");
    }

    @Test
    void aStageThatEndsAfterTheWrapperWasCancelledChangesNothing() { // future-13
        var stage = new CompletableFuture<String>();
        var failing = new CompletableFuture<String>();
        Reports.of(() -> {
                    var wrapped = wrapFuture(stage.minimalCompletionStage());
                    var other = wrapFuture(failing.minimalCompletionStage());
                    wrapped.cancel();
                    other.cancel();
                    yieldNow();
                    stage.complete("too late");
                    failing.completeExceptionally(new IOException("too late"));
                    yieldNow();
                    yieldNow();
                    assertThat(wrapped.isCancelled()).isTrue();
                    assertThat(other.isCancelled()).isTrue();
                })
                .areNone();
        assertThat(stage.join()).isEqualTo("too late");
    }

    @Test
    void wrappingNeedsARunningLoop() { // future-24, future-25
        var stage = CompletableFuture.completedFuture("x");
        assertThatThrownBy(() -> wrapFuture(stage))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        Loops.virtual(() -> {
            assertThat(wrapFuture(stage).loop()).isSameAs(getRunningLoop());
        });
    }
}
