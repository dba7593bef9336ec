package asyncio4j.behaviour;

import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.AsyncFuture;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Done-callbacks of futures: when they run, in which order, and what taking them out does. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FutureCallbacksTest {
    private final Trail trail = new Trail();

    private static AsyncFuture<String> future() {
        return getRunningLoop().createFuture();
    }

    @Test
    void aCallbackOfADoneFutureRunsInTheNextTurn() { // future-1
        Loops.virtual(() -> {
            var future = future();
            future.setResult("r");
            future.addDoneCallback(f -> trail.add((f == future) + " " + f.result()));
            trail.add("added");
            yieldNow();
            trail.add("turn");
        });
        trail.is("added", "true r", "turn");
    }

    @Test
    void callbacksRunOneTurnAfterTheResultInOrderOfAdding() { // future-2
        Loops.virtual(() -> {
            var future = future();
            future.addDoneCallback(f -> trail.add(42));
            future.addDoneCallback(f -> trail.add(17));
            future.setResult("r");
            trail.add("set");
            yieldNow();
            trail.add("turn");
        });
        trail.is("set", 42, 17, "turn");
    }

    @Test
    void callbacksRunAfterFailureAndCancellationToo() {
        Loops.virtual(() -> {
            var failed = future();
            failed.addDoneCallback(f -> trail.add(f.exception().getMessage()));
            failed.setException(new IllegalStateException("boom"));
            var cancelled = future();
            cancelled.addDoneCallback(f -> trail.add(f.isCancelled()));
            cancelled.cancel();
            yieldNow();
        });
        trail.is("boom", true);
    }

    @Test
    void callbacksRunOutsideAnyTask() {
        Loops.virtual(() -> {
            var future = future();
            future.addDoneCallback(f -> trail.add(currentTask()));
            future.setResult("r");
            yieldNow();
        });
        trail.is("null");
    }

    @Test
    void aRemovedCallbackDoesNotRunAndItsRegistrationsAreCounted() {
        Loops.virtual(() -> {
            var future = future();
            Consumer<AsyncFuture<String>> twice = f -> trail.add("twice");
            future.addDoneCallback(twice);
            future.addDoneCallback(f -> trail.add("once"));
            future.addDoneCallback(twice);
            assertThat(future.removeDoneCallback(twice)).isEqualTo(2);
            assertThat(future.removeDoneCallback(twice)).isZero();
            future.setResult("r");
            yieldNow();
        });
        trail.is("once");
    }

    @Test
    void whatIsScheduledAlreadyIsSafeFromRemoval() { // future-17
        Loops.virtual(() -> {
            var future = future();
            var later = new ArrayList<Consumer<AsyncFuture<String>>>(
                    List.of(f -> trail.add("second"), f -> trail.add("third")));
            future.addDoneCallback(f -> {
                trail.add("first");
                later.forEach(c -> trail.add("removed " + f.removeDoneCallback(c)));
            });
            later.forEach(future::addDoneCallback);
            future.setResult("r");
            yieldNow();
        });
        trail.is("first", "removed 0", "removed 0", "second", "third");
    }

    @Test
    void aCallbackMayAddAnotherForTheNextTurn() { // future-16
        Loops.virtual(() -> {
            var future = future();
            future.addDoneCallback(f -> {
                trail.add("first");
                f.addDoneCallback(g -> trail.add("added"));
            });
            future.addDoneCallback(f -> trail.add("second"));
            future.setResult("r");
            yieldNow();
            trail.add("turn");
            yieldNow();
        });
        trail.is("first", "second", "turn", "added");
    }

    @Test
    void aCallbackThatThrowsIsReportedAndTheOthersRun() {
        var failure = new IllegalStateException("in callback");
        Reports.of(() -> {
                    var future = future();
                    future.addDoneCallback(f -> {
                        throw failure;
                    });
                    future.addDoneCallback(f -> trail.add(f.result()));
                    future.setResult("r");
                    yieldNow();
                })
                .areOnly("Exception in callback", failure);
        trail.is("r");
    }
}
