package asyncio4j.behaviour;

import static asyncio4j.Asyncio.action;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.Outcome;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gather takes and what it returns. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatherTest {
    private final Trail trail = new Trail();

    private static <T> AsyncFuture<T> future() {
        return getRunningLoop().createFuture();
    }

    @Test
    void resultsComeInArgumentOrderAndTheBodiesOverlap() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var results = gather(
                    () -> sleep(seconds(3), "slow"), () -> sleep(seconds(1), "quick"), () -> sleep(seconds(2), "mid"));
            assertThat(results).containsExactly("slow", "quick", "mid");
            assertThat(getRunningLoop().time() - start).isCloseTo(3, within(1e-6));
        });
    }

    @Test
    void aCollectionIsGatheredInItsIterationOrder() {
        Loops.virtual(() -> {
            var bodies = List.<Awaitable<Integer>>of(() -> sleep(seconds(2), 1), () -> 2, () -> sleep(seconds(1), 3));
            assertThat(gather(bodies)).containsExactly(1, 2, 3);
            assertThat(gatherSettled(bodies))
                    .containsExactly(new Outcome.Success<>(1), new Outcome.Success<>(2), new Outcome.Success<>(3));
        });
    }

    @Test
    void gatheringNothingGivesTheEmptyList() {
        Loops.virtual(() -> {
            assertThat(gather()).isEmpty();
            assertThat(gather(List.<Awaitable<String>>of())).isEmpty();
            assertThat(gatherSettled()).isEmpty();
            assertThat(gatherSettled(List.<Awaitable<String>>of())).isEmpty();
        });
    }

    @Test
    void voidBodiesAndValuesCanBeMixed() {
        Loops.virtual(() -> {
            gather(() -> trail.add("one"), () -> trail.add("two"));
            var task = createTask(() -> sleep(seconds(1), "value"));
            List<Object> mixed = gather(task, action(() -> trail.add("three")));
            assertThat(mixed).containsExactly("value", null);
            var settled = gatherSettled(() -> trail.add("four"), () -> {
                trail.add("five");
                throw new IOException("x");
            });
            assertThat(settled.get(0)).isEqualTo(new Outcome.Success<Void>(null));
            assertThat(settled.get(1)).isInstanceOf(Outcome.Failure.class);
        });
        trail.is("one", "two", "three", "four", "five");
    }

    @Test
    void aFutureGivenSeveralTimesCountsOnceAndALambdaRunsOncePerMention() {
        Loops.virtual(() -> {
            AsyncFuture<String> future = future();
            createTask(() -> {
                sleep(seconds(1));
                future.setResult("f");
            });
            Awaitable<String> lambda = () -> {
                trail.add("run");
                return "l";
            };
            assertThat(gather(future, lambda, future, lambda)).containsExactly("f", "l", "f", "l");
            assertThat(gatherSettled(future, lambda, lambda))
                    .containsExactly(
                            new Outcome.Success<>("f"), new Outcome.Success<>("l"), new Outcome.Success<>("l"));
        });
        trail.is("run", "run", "run", "run");
    }

    @Test
    void aPendingFutureGivenTwiceIsCancelledOnceWithTheCaller() {
        Loops.virtual(() -> {
            var child = createTask(() -> sleep(seconds(9)));
            var outer = createTask(() -> gather(child, child));
            yieldNow();
            yieldNow();
            outer.cancel();
            assertThatThrownBy(() -> outer.await()).isInstanceOf(CancelledError.class);
            assertThat(child.isCancelled()).isTrue();
            assertThat(child.cancelling()).isEqualTo(1);
        });
    }

    @Test
    void theFirstFailureIsThrownAndTheOthersGoOn() { // gather-1
        Loops.virtual(() -> {
            var failure = new IOException("first");
            var ok = createTask(() -> sleep(seconds(3), "ok"));
            double start = getRunningLoop().time();
            Awaitable<String> failing = () -> {
                sleep(seconds(1));
                throw failure;
            };
            assertThat(catchThrowable(() -> gather(ok, failing))).isSameAs(failure);
            assertThat(getRunningLoop().time() - start).isCloseTo(1, within(1e-6));
            assertThat(ok.isDone()).isFalse();
            assertThat(ok.cancelling()).isZero();
            assertThat(ok.await()).isEqualTo("ok");
        });
    }

    @Test
    void gatherSettledWaitsForAllAndKeepsTheVeryFailures() { // gather-4, gather-5
        Loops.virtual(() -> {
            List<AsyncFuture<Integer>> f = List.of(future(), future(), future(), future());
            var one = new IOException("one");
            var two = new AssertionError("two");
            var outer = createTask(() -> gatherSettled(f));
            yieldNow();
            f.get(1).setResult(1);
            f.get(2).setException(one);
            f.get(0).setResult(3);
            yieldNow();
            yieldNow();
            yieldNow();
            assertThat(outer.isDone()).isFalse();
            f.get(3).setException(two);
            var outcomes = outer.await();
            assertThat(outcomes)
                    .containsExactly(
                            new Outcome.Success<>(3),
                            new Outcome.Success<>(1),
                            new Outcome.Failure<>(one),
                            new Outcome.Failure<>(two));
            assertThat(outcomes.get(0).get()).isEqualTo(3);
            assertThat(catchThrowable(() -> outcomes.get(2).get())).isSameAs(one);
            assertThat(catchThrowable(() -> outcomes.get(3).get())).isSameAs(two);
        });
    }

    @Test
    void gatherWorksOnALoopOfOnesOwnAndNeedsARunningOne() { // gather-6, gather-7
        try (var loop = newEventLoop()) {
            List<String> results =
                    loop.<List<String>>runUntilComplete(() -> gather(() -> "a", () -> sleep(seconds(0), "b")));
            assertThat(results).containsExactly("a", "b");
        }
        assertThatThrownBy(() -> gather(() -> "a", () -> "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> gatherSettled(() -> "a", () -> "b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    @Test
    void futuresOfAnotherLoopAreRefusedWithoutATrace() { // gather-8
        try (var other = newEventLoop()) {
            AsyncFuture<String> foreign = other.createFuture();
            Reports.of(() -> {
                        Awaitable<String> failing = () -> {
                            throw new IOException("nobody would see it");
                        };
                        assertThatThrownBy(() -> gather(failing, foreign)).isInstanceOf(IllegalArgumentException.class);
                        assertThatThrownBy(() -> gatherSettled(List.of(failing, foreign)))
                                .isInstanceOf(IllegalArgumentException.class);
                        yieldNow();
                    })
                    .areNone();
            assertThat(foreign.isDone()).isFalse();
        }
    }

    @Test
    void aSecondFailureIsReportedBecauseNobodyGotIt() {
        var first = new IOException("first");
        var second = new IOException("second");
        Reports.of(() -> {
                    Awaitable<String> one = () -> {
                        throw first;
                    };
                    Awaitable<String> two = () -> {
                        sleep(seconds(1));
                        throw second;
                    };
                    assertThat(catchThrowable(() -> gather(one, two))).isSameAs(first);
                    sleep(seconds(2));
                })
                .areOnly("Task exception was never retrieved", second);
    }

    @Test
    void theBodiesOfGatherAreTasksThatStartTogether() {
        Loops.virtual(() -> {
            var tasks = gather(() -> currentTask(), () -> {
                yieldNow();
                return currentTask();
            });
            assertThat(tasks).doesNotHaveDuplicates().doesNotContain(currentTask());
        });
    }
}
