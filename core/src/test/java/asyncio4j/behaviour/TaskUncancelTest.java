package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counting, taking back and passing on requests to cancel. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskUncancelTest {
    private final Trail trail = new Trail();

    @Test
    void requestsOfOneTurnAreCountedButRaisedOnce() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } catch (CancelledError e) {
                    trail.add("raised, cancelling " + currentTask().cancelling());
                }
                yieldNow();
                trail.add("uncancel " + currentTask().uncancel());
                trail.add("uncancel " + currentTask().uncancel());
                trail.add("uncancel " + currentTask().uncancel());
            });
            yieldNow();
            assertThat(task.cancelling()).isZero();
            assertThat(task.cancel()).isTrue();
            assertThat(task.cancel()).isTrue();
            assertThat(task.cancelling()).isEqualTo(2);
            task.await();
            assertThat(task.cancel()).isFalse();
            assertThat(task.cancelling()).isZero();
        });
        trail.is("raised, cancelling 2", "uncancel 1", "uncancel 0", "uncancel 0");
    }

    @Test
    void aTaskThatCancelsItselfIsCancelledAtItsNextSuspensionPoint() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                trail.add("cancel " + currentTask().cancel("by itself"));
                trail.add("not yet");
                yieldNow();
                trail.add("too far");
            });
            assertThatThrownBy(() -> task.await())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("by itself");
        });
        trail.is("cancel true", "not yet");
    }

    @Test
    void aRequestTakenBackBeforeItIsRaisedIsDropped() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                currentTask().cancel();
                trail.add("uncancel " + currentTask().uncancel());
                yieldNow();
                trail.add("went on");
            });
            task.await();
            assertThat(task.isCancelled()).isFalse();
        });
        trail.is("uncancel 0", "went on");
    }

    @Test
    void ofTwoRequestsTakingOneBackKeepsTheOther() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                currentTask().cancel();
                currentTask().cancel();
                trail.add("uncancel " + currentTask().uncancel());
                yieldNow();
                trail.add("too far");
            });
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
        });
        trail.is("uncancel 1");
    }

    @Test
    void cancellingTheAwaiterCancelsTheAwaitedTask() {
        Loops.virtual(() -> {
            Task<Void> inner = createTask(() -> sleep(seconds(100)));
            Task<Void> outer = createTask(() -> {
                inner.await();
                trail.add("too far");
            });
            yieldNow();
            outer.cancel("all of you");
            assertThat(inner.cancelling()).isEqualTo(1);
            assertThatThrownBy(() -> outer.await())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("all of you");
            assertThat(inner.isCancelled()).isTrue();
            assertThat(outer.isCancelled()).isTrue();
        });
        trail.is();
    }

    @Test
    void aLongChainOfAwaitersIsCancelled() {
        Loops.virtual(() -> {
            AsyncFuture<String> end = getRunningLoop().createFuture();
            var chain = new ArrayList<AsyncFuture<String>>(List.of(end));
            for (int i = 0; i < 10_000; i++) {
                var before = chain.getLast();
                chain.add(createTask(() -> before.await()));
            }
            yieldNow();
            assertThat(chain.getLast().cancel()).isTrue();
            assertThat(end.isCancelled()).isTrue();
            assertThatThrownBy(() -> chain.getLast().await()).isInstanceOf(CancelledError.class);
            assertThat(chain).allMatch(f -> f.isCancelled());
        });
    }

    @Test
    void anAwaitedTaskThatSwallowsTheCancelStillDelivers() {
        Loops.virtual(() -> {
            Task<String> inner = createTask(() -> {
                try {
                    return sleep(seconds(100), "slept");
                } catch (CancelledError e) {
                    return "swallowed";
                }
            });
            Task<String> outer = createTask(
                    () -> inner.await() + ", cancelling " + currentTask().cancelling());
            yieldNow();
            outer.cancel();
            assertThat(outer.await()).isEqualTo("swallowed, cancelling 1");
        });
    }

    @Test
    void theFormOfJavaUtilConcurrentCancelsToo() {
        Loops.virtual(() -> {
            Task<Void> task = createTask(() -> sleep(seconds(100)));
            yieldNow();
            assertThat(task.cancel(false)).isTrue();
            assertThatThrownBy(() -> task.await()).isInstanceOf(CancelledError.class);
            assertThat(task.cancel(true)).isFalse();
        });
    }
}
