package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Outcome;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling the caller of gather, and cancelling what it gathers. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatherCancelTest {
    private final Trail trail = new Trail();

    private static <T> AsyncFuture<T> future() {
        return getRunningLoop().createFuture();
    }

    private static void assertEndsCancelled(Task<?> task) {
        assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
        assertThat(task.isCancelled()).isTrue();
    }

    @Test
    void cancellingTheCallerCancelsTheChildrenAndWhatTheyWaitFor() { // gather-2
        Loops.virtual(() -> {
            AsyncFuture<String> awaited = future();
            Task<String> one = createTask(() -> awaited.await());
            Task<String> two = createTask(() -> awaited.await());
            var outer = createTask(() -> gather(one, two));
            yieldNow();
            yieldNow();
            assertThat(outer.cancel()).isTrue();
            assertEndsCancelled(outer);
            assertThat(awaited.isCancelled()).isTrue();
            assertThat(one.isCancelled()).isTrue();
            assertThat(two.isCancelled()).isTrue();
            assertThat(outer.cancel()).isFalse();
        });
    }

    @Test
    void lambdasAreCancelledWithTheCaller() {
        Loops.virtual(() -> {
            var outer = createTask(() -> gather(() -> sleepAndTell("a"), () -> sleepAndTell("b")));
            yieldNow();
            yieldNow();
            outer.cancel("all");
            assertThatThrownBy(() -> outer.await())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("all");
        });
        trail.is("a cancelled", "b cancelled");
    }

    private void sleepAndTell(String name) {
        try {
            sleep(seconds(100));
        } catch (CancelledError e) {
            trail.add(name + " cancelled");
            throw e;
        }
    }

    @Test
    void aCancelledChildIsAFailureButDoesNotCancelTheCaller() { // gather-3
        Loops.virtual(() -> {
            List<AsyncFuture<Integer>> f = List.of(future(), future(), future(), future(), future());
            var outer = createTask(() -> {
                var seen = catchThrowable(() -> gather(f));
                trail.add(seen.getClass().getSimpleName() + " " + currentTask().cancelling());
                yieldNow();
                return "went on";
            });
            yieldNow();
            f.get(0).setResult(1);
            f.get(1).cancel();
            assertThat(outer.await()).isEqualTo("went on");
            assertThat(outer.isCancelled()).isFalse();
            assertThat(f.get(2).isDone()).isFalse();
            f.get(2).setResult(3);
            f.get(3).cancel();
            var failure = new IllegalStateException("ignored");
            f.get(4).setException(failure);
            yieldNow();
            assertThat(f.get(4).exception()).isSameAs(failure);
        });
        trail.is("CancelledError 0");
    }

    @Test
    void gatherSettledKeepsACancelledChildAsAFailure() {
        Loops.virtual(() -> {
            AsyncFuture<String> cancelled = future();
            AsyncFuture<String> good = future();
            cancelled.cancel("why");
            good.setResult("r");
            var outcomes = gatherSettled(cancelled, good);
            assertThat(outcomes.get(1)).isEqualTo(new Outcome.Success<>("r"));
            assertThatThrownBy(() -> outcomes.get(0).get())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("why");
        });
    }

    @Test
    void gatherSettledDoesNotSwallowTheCallersOwnCancel() {
        Loops.virtual(() -> {
            var outer = createTask(() -> {
                gatherSettled(() -> sleepAndTell("child"), () -> trail.add("other"));
                trail.add("too far");
            });
            yieldNow();
            yieldNow();
            outer.cancel();
            assertEndsCancelled(outer);
        });
        trail.is("other", "child cancelled");
    }

    @Test
    void childrenThatSwallowTheCancelDoNotSwallowTheCallers() {
        Loops.virtual(() -> {
            var settled = createTask(() -> gatherSettled(() -> swallow("a"), () -> swallow("b")));
            var plain = createTask(() -> gather(() -> swallow("c"), () -> swallow("d")));
            yieldNow();
            yieldNow();
            settled.cancel();
            plain.cancel();
            assertEndsCancelled(settled);
            assertEndsCancelled(plain);
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    private String swallow(String name) {
        try {
            sleep(seconds(100));
        } catch (CancelledError e) {
            trail.add(name);
        }
        return name;
    }

    @Test
    void theCancelledCallerOfGatherSettledWaitsForTheCleanup() {
        Loops.virtual(() -> {
            var outer = createTask(() -> gatherSettled(() -> cleanFor("a", 1), () -> cleanFor("b", 2)));
            yieldNow();
            yieldNow();
            outer.cancel();
            assertEndsCancelled(outer);
            trail.add("outer");
        });
        trail.is("a clean", "b clean", "outer");
    }

    private void cleanFor(String name, int seconds) {
        try {
            sleep(seconds(100));
        } finally {
            sleep(seconds(seconds));
            trail.add(name + " clean");
        }
    }

    @Test
    void aCancelThatMeetsTheLastResultIsNotLost() {
        Loops.virtual(() -> {
            AsyncFuture<String> first = future();
            AsyncFuture<String> last = future();
            var outer = createTask(() -> gatherSettled(first, last));
            yieldNow();
            first.setResult("1");
            last.setResult("2");
            assertThat(outer.cancel()).isTrue();
            assertEndsCancelled(outer);
        });
    }
}
