package asyncio4j.engine;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.kit.Outside;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads may take every task's stack all the time: no wake-up is lost and no step is taken twice. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackSamplingTest {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet(); // the tasks' threads, any thread
    private int turn;

    @Test
    void tasksThatYieldKeepTheirStrictOrder() {
        int tasks = 5;
        int rounds = 4_000;
        sampled(() -> {
            var steps = new Steps();
            Waits.attach(getRunningLoop(), steps);
            yieldNow();
            List<Task<Void>> all = new ArrayList<>();
            for (int t = 0; t < tasks; t++) {
                int me = t;
                all.add(createTask(() -> {
                    threads.add(Thread.currentThread());
                    for (int round = 0; round < rounds; round++) {
                        if (turn != round * tasks + me) {
                            throw new AssertionError("turn " + turn + " in round " + round + " of task " + me);
                        }
                        turn++;
                        yieldNow();
                    }
                }));
            }
            gather(all);
            for (var t : all) {
                assertThat(steps.begun.get(t)).isEqualTo(rounds + 1);
            }
        });
    }

    @Test
    void futuresWakeTheirTaskOnceEach() {
        int rounds = 10_000;
        sampled(() -> {
            List<AsyncFuture<Integer>> questions = new ArrayList<>();
            List<AsyncFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                questions.add(getRunningLoop().createFuture());
                answers.add(getRunningLoop().createFuture());
            }
            gather(
                    () -> {
                        threads.add(Thread.currentThread());
                        for (int i = 0; i < rounds; i++) {
                            questions.get(i).setResult(i);
                            assertThat(answers.get(i).await()).isEqualTo(-i);
                        }
                    },
                    () -> {
                        threads.add(Thread.currentThread());
                        for (int i = 0; i < rounds; i++) {
                            assertThat(questions.get(i).await()).isEqualTo(i);
                            answers.get(i).setResult(-i);
                        }
                    });
        });
    }

    @Test
    void parkReturnsOncePerUnparkAndNeverByItself() {
        int rounds = 10_000;
        WaitTarget bell = () -> "bell";
        int[] rung = {0};
        sampled(() -> {
            Task<Void> listener = createTask(() -> {
                threads.add(Thread.currentThread());
                for (int heard = 1; heard <= rounds; heard++) {
                    Waits.park(bell);
                    if (rung[0] != heard) {
                        throw new AssertionError("heard " + heard + ", rung " + rung[0]);
                    }
                }
            });
            for (int i = 0; i < rounds; i++) {
                yieldNow();
                rung[0]++;
                Waits.unpark(listener);
                yieldNow();
            }
            listener.await();
        });
    }

    @Test
    void timersAndForeignWakeUpsAreNotLost() {
        sampled(() -> {
            List<Action> all = new ArrayList<>();
            for (int t = 0; t < 10; t++) {
                all.add(() -> {
                    threads.add(Thread.currentThread());
                    for (int i = 0; i < 100; i++) {
                        sleep(millis(1));
                        var f = new CompletableFuture<Integer>();
                        int n = i;
                        Thread.ofVirtual().start(() -> f.complete(n));
                        assertThat(f.get()).isEqualTo(n);
                    }
                });
            }
            gather(all.toArray(Action[]::new));
        });
    }

    /** Runs {@code main} while two threads sample the stacks of all its tasks without a pause. */
    private void sampled(Action main) {
        var enough = new AtomicBoolean();
        var samplers = new ArrayList<CompletableFuture<Integer>>();
        try {
            run(() -> {
                EventLoop loop = getRunningLoop();
                threads.add(Thread.currentThread());
                samplers.add(Outside.start(() -> {
                    int samples = 0;
                    while (!enough.get()) {
                        for (var t : allTasks(loop)) {
                            samples += t.stack() == null ? 0 : 1;
                        }
                    }
                    return samples;
                }));
                samplers.add(Outside.start(() -> {
                    int samples = 0;
                    while (!enough.get()) {
                        for (var t : threads) {
                            samples += t.getStackTrace().length;
                        }
                    }
                    return samples;
                }));
                main.run();
            });
        } finally {
            enough.set(true);
        }
        for (var s : samplers) {
            assertThat(s.orTimeout(20, TimeUnit.SECONDS).join()).isPositive();
        }
    }

    private static final class Steps implements LoopObserver {
        private final Map<Task<?>, Integer> begun = new HashMap<>();

        @Override
        public void stepBegin(Task<?> task) {
            begun.merge(task, 1, Integer::sum);
        }
    }
}
