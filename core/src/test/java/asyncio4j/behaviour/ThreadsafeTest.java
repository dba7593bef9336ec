package asyncio4j.behaviour;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.runCoroutineThreadsafe;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.EventLoop;
import asyncio4j.ReturnWhen;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other threads hand work to a loop. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsafeTest {
    private final Trail trail = new Trail();

    @Test // threadsafe-1
    void leftOverCoroutineOfAThreadEndsItsFutureWhenRunEnds() {
        var submitted = new CompletableFuture<CompletableFuture<Void>>();
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> begun = loop.createFuture();
            Outside.start(() -> submitted.complete(runCoroutineThreadsafe(
                    () -> {
                        begun.setResult(null);
                        try {
                            sleep(seconds(3600));
                        } finally {
                            trail.add("unwound");
                        }
                    },
                    loop)));
            begun.await();
        });
        assertThatThrownBy(() -> submitted.join().get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        trail.is("unwound");
    }

    @Test // threadsafe-2
    void callSoonAndCallSoonThreadsafeShareOneOrder() throws Exception {
        try (var loop = newEventLoop()) {
            Outside.call(() -> loop.callSoonThreadsafe(() -> trail.add("hello")));
            loop.callSoon(() -> trail.add("world"));
            Outside.call(() -> loop.callSoonThreadsafe(loop::stop));
            loop.runForever();
        }
        trail.is("hello", "world");
    }

    @Test // threadsafe-2
    void callSoonOnTheLoopComesAfterACallThatAnotherThreadMadeBefore() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> done = loop.createFuture();
            loop.callSoon(() -> {
                try {
                    Outside.call(() -> loop.callSoonThreadsafe(() -> trail.add("hello")));
                } catch (Exception e) {
                    trail.add(e);
                }
                loop.callSoon(() -> trail.add("world"));
                loop.callSoon(() -> done.setResult(null));
            });
            done.await();
        });
        trail.is("hello", "world");
    }

    @Test // threadsafe-2
    void callFromAnotherThreadWakesAnIdleLoop() throws Exception {
        try (var loop = newEventLoop()) {
            var idle = new CountDownLatch(1);
            loop.callSoon(idle::countDown);
            Outside.start(() -> {
                idle.await();
                Outside.spinUntil(loop::isRunning);
                return loop.callSoonThreadsafe(loop::stop);
            });
            loop.runForever();
        }
        assertThat(trail.events()).isEmpty();
    }

    @Test // threadsafe-3
    void tenThreadsEachGetTheResultOfTheirCoroutine() {
        List<Integer> results = Loops.virtual(() -> {
            EventLoop loop = getRunningLoop();
            return gather(tenTimes(() -> toThread(() ->
                    runCoroutineThreadsafe(() -> sleep(millis(100), 42), loop).get())));
        });
        assertThat(results).hasSize(10).containsOnly(42);
    }

    @Test // threadsafe-4
    void tenThreadsEachGetTheVeryExceptionOfTheirCoroutine() {
        var failure = new IOException("test");
        List<Throwable> failures = run(() -> {
            EventLoop loop = getRunningLoop();
            return gather(tenTimes(() -> toThread(() -> {
                var f = runCoroutineThreadsafe(
                        () -> {
                            yieldNow();
                            throw failure;
                        },
                        loop);
                try {
                    return new AssertionError("returned " + f.get());
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            })));
        });
        assertThat(failures).hasSize(10).allSatisfy(e -> assertThat(e).isSameAs(failure));
    }

    @Test // threadsafe-5
    void cancellingTheThreadsFutureCancelsTheTask() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Task<?>> begun = loop.createFuture();
            var f = Outside.call(() -> runCoroutineThreadsafe(
                    () -> {
                        begun.setResult(currentTask());
                        sleep(seconds(10));
                    },
                    loop));
            Task<?> task = begun.await();
            Outside.call(() -> f.cancel(true));
            Asyncio.wait(List.of(task), ReturnWhen.ALL_COMPLETED);
            assertThat(task.isCancelled()).isTrue();
            assertThat(f).isCancelled();
        });
    }

    @Test // threadsafe-6
    void threadThatGivesUpLeavesNoTaskBehind() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            Class<?> raised = toThread(() -> {
                var f = runCoroutineThreadsafe(() -> sleep(seconds(3600)), loop);
                try {
                    f.get(0, TimeUnit.SECONDS);
                    return null;
                } catch (TimeoutException e) {
                    f.cancel(true);
                    return e.getClass();
                }
            });
            assertThat(raised).isEqualTo(TimeoutException.class);
            for (int i = 0; i < 3; i++) {
                yieldNow();
            }
            assertThat(allTasks()).isEqualTo(Set.of(currentTask()));
        });
    }

    @Test // threadsafe-7
    void callsOfEachThreadKeepTheirOrder() {
        int threads = 8;
        int calls = 500;
        var seen = new ArrayList<List<Integer>>();
        run(() -> {
            EventLoop loop = getRunningLoop();
            AsyncFuture<Void> all = loop.createFuture();
            int[] open = {threads * calls};
            for (int t = 0; t < threads; t++) {
                var mine = new ArrayList<Integer>();
                seen.add(mine);
                Outside.start(() -> {
                    for (int i = 0; i < calls; i++) {
                        int n = i;
                        loop.callSoonThreadsafe(() -> {
                            mine.add(n);
                            if (--open[0] == 0) {
                                all.setResult(null);
                            }
                        });
                    }
                    return null;
                });
            }
            all.await();
        });
        assertThat(seen)
                .hasSize(threads)
                .allSatisfy(mine -> assertThat(mine).hasSize(calls).isSorted());
    }

    @Test // threadsafe-8
    void runCoroutineThreadsafeOnAClosedLoopIsRefused() {
        var loop = newEventLoop();
        loop.close();
        assertThatThrownBy(() -> runCoroutineThreadsafe(() -> trail.add("ran"), loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
        trail.is();
    }

    @Test // threadsafe-9
    void allTasksSeenFromOtherThreadsContainEveryTaskCreatedBefore() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            var created = new ConcurrentLinkedQueue<Task<?>>();
            var enough = new AtomicBoolean();
            List<CompletableFuture<Integer>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                readers.add(Outside.start(() -> {
                    int looks = 0;
                    while (!enough.get() || looks == 0) {
                        var before = List.copyOf(created);
                        assertThat(allTasks(loop).containsAll(before)).isTrue();
                        looks++;
                    }
                    return looks;
                }));
            }
            for (int i = 0; i < 1000; i++) {
                created.add(createTask(() -> sleep(seconds(3600))));
                if (i % 10 == 0) {
                    yieldNow();
                }
            }
            enough.set(true);
            for (var r : readers) {
                assertThat(Asyncio.await(r)).isPositive();
            }
        });
    }

    @Test // threadsafe-10
    void coroutineThatCancelsItselfCancelsTheThreadsFuture() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            var f = Outside.call(() -> runCoroutineThreadsafe(
                    () -> {
                        currentTask().cancel();
                        yieldNow();
                    },
                    loop));
            assertThatThrownBy(() -> toThread(() -> f.get())).isInstanceOf(CancellationException.class);
        });
    }

    private static <T> List<Awaitable<T>> tenTimes(Awaitable<T> a) {
        return Collections.nCopies(10, a);
    }
}
