package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.sync.AsyncSemaphore;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import asyncio4j.testing.Strategy;
import asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program may rely on holds in every schedule. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PromisesTest {
    static List<ExploreOptions> searches() {
        var options = ExploreOptions.defaults();
        return List.of(
                options.withStrategy(Strategy.EXHAUSTIVE).withDepth(2).withRuns(20_000),
                options.withRuns(500),
                options.withStrategy(Strategy.PCT).withRuns(500),
                options.withRuns(500)
                        .withJitter(true)
                        .withFault(new Fault.EarlyTimeouts())
                        .withFault(new Fault.SpuriousDelays()));
    }

    private static void holds(ExploreOptions options, Action body) {
        Simulation.explore(options, body).throwIfFailed();
    }

    /// Two tasks that keep the schedule busy.
    private static void bystanders() {
        for (int i = 0; i < 2; i++) {
            createTask(() -> {
                yieldNow();
                yieldNow();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("searches")
    void callbacksKeepTheirOrderAmongThemselves(ExploreOptions search) {
        holds(search, () -> {
            bystanders();
            var order = new ArrayList<Integer>();
            var loop = getRunningLoop();
            loop.callSoon(() -> {
                order.add(0);
                loop.callSoon(() -> order.add(3));
            });
            loop.callSoon(() -> order.add(1));
            loop.callSoonThreadsafe(() -> order.add(2));
            VirtualClock.current().waitUntilIdle();
            assertThat(order).containsExactly(0, 1, 2, 3);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void callbackRunsBeforeStepsThatBecomeDueAfterIt(ExploreOptions search) {
        holds(search, () -> {
            bystanders();
            var order = new ArrayList<String>();
            getRunningLoop().callSoon(() -> order.add("callback"));
            createTask(() -> order.add("task"));
            VirtualClock.current().waitUntilIdle();
            assertThat(order).containsExactly("callback", "task");
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void doneCallbacksRunInTheOrderOfAdding(ExploreOptions search) {
        holds(search, () -> {
            bystanders();
            var order = new ArrayList<Integer>();
            AsyncFuture<Void> future = getRunningLoop().createFuture();
            for (int i = 0; i < 3; i++) {
                int n = i;
                future.addDoneCallback(_ -> order.add(n));
            }
            createTask(() -> future.setResult(null));
            VirtualClock.current().waitUntilIdle();
            assertThat(order).containsExactly(0, 1, 2);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void timersRunByTheirTimeAndThenByScheduling(ExploreOptions search) {
        holds(search, () -> {
            bystanders();
            var order = new ArrayList<Integer>();
            var loop = getRunningLoop();
            double base = loop.time() + 1;
            loop.callAt(base + 0.0002, () -> order.add(3));
            loop.callAt(base, () -> order.add(1));
            loop.callAt(base, () -> order.add(2));
            sleep(seconds(2));
            assertThat(order).containsExactly(1, 2, 3);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void noSleepIsShorterThanAsked(ExploreOptions search) {
        holds(search, () -> {
            Action sleeper = () -> {
                double begin = getRunningLoop().time();
                sleep(millis(3));
                assertThat(getRunningLoop().time() - begin).isGreaterThanOrEqualTo(0.003 - 1e-9);
            };
            gather(sleeper, sleeper, () -> yieldNow());
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void waitersAreServedInTheOrderOfAsking(ExploreOptions search) {
        holds(search, () -> {
            var permits = new AsyncSemaphore(1);
            var asked = new ArrayList<Integer>();
            var served = new ArrayList<Integer>();
            var tasks = new ArrayList<AsyncFuture<Void>>();
            for (int i = 0; i < 3; i++) {
                int n = i;
                tasks.add(createTask(() -> {
                    yieldNow();
                    asked.add(n);
                    permits.acquire();
                    served.add(n);
                    yieldNow();
                    permits.release();
                }));
            }
            for (var task : tasks) {
                task.await();
            }
            assertThat(served).isEqualTo(asked);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void itemsComeOutOfAQueueInTheirOrderAndNoneIsLost(ExploreOptions search) {
        holds(search, () -> {
            var queue = new AsyncQueue<Integer>(2);
            var got = new ArrayList<Integer>();
            gather(
                    () -> {
                        for (int i = 0; i < 5; i++) {
                            queue.put(i);
                        }
                        queue.shutdown();
                    },
                    () -> {
                        for (int item : queue) {
                            got.add(item);
                            yieldNow();
                        }
                    });
            assertThat(got).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void timeoutOfZeroLetsNothingWait(ExploreOptions search) {
        holds(search, () -> {
            bystanders();
            assertThatThrownBy(() -> timeout(Duration.ZERO, () -> yieldNow()))
                    .isInstanceOf(AsyncTimeoutException.class);
        });
    }

    @ParameterizedTest
    @MethodSource("searches")
    void oneTaskRunsAtATime(ExploreOptions search) {
        holds(search, () -> {
            var inside = new int[1];
            Action task = () -> {
                for (int i = 0; i < 3; i++) {
                    assertThat(++inside[0]).isEqualTo(1);
                    inside[0]--;
                    yieldNow();
                }
            };
            gather(task, task, task);
        });
    }
}
