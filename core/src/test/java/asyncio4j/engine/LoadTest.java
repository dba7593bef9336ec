package asyncio4j.engine;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.TimerHandle;
import asyncio4j.kit.Garbage;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many tasks, many timers, callbacks without end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {
    private final Trail trail = new Trail();

    @Test
    void timersStartedAndCancelledLeaveNothingBehind() {
        Loops.virtual(() -> {
            EventLoop loop = getRunningLoop();
            double begin = loop.time();
            var samples = new ArrayList<WeakReference<Object>>();
            for (int i = 0; i < 100_000; i++) {
                var payload = new byte[16];
                TimerHandle timer = loop.callLater(seconds(100 + i % 1000), () -> trail.add(payload));
                timer.cancel();
                if (i % 100 == 0) {
                    samples.add(new WeakReference<>(timer));
                    samples.add(new WeakReference<>(payload));
                    yieldNow();
                }
            }
            sleep(seconds(1));
            assertThat(loop.time() - begin).isCloseTo(1, within(1e-6));
            assertThat(Garbage.collectInTaskUntil(() -> alive(samples) < 10))
                    .as("alive: %d", alive(samples))
                    .isTrue();
        });
        trail.is();
    }

    @Test
    void timeoutsThatDidNotExpireLeaveNothingBehind() {
        Loops.virtual(() -> {
            double begin = getRunningLoop().time();
            var samples = new ArrayList<WeakReference<Object>>();
            for (int i = 0; i < 20_000; i++) {
                var payload = new byte[16];
                int length = timeout(seconds(100), () -> {
                    yieldNow();
                    return payload.length;
                });
                assertThat(length).isEqualTo(16);
                if (i % 100 == 0) {
                    samples.add(new WeakReference<>(payload));
                }
            }
            sleep(seconds(1));
            assertThat(getRunningLoop().time() - begin).isCloseTo(1, within(1e-6));
            assertThat(Garbage.collectInTaskUntil(() -> alive(samples) < 5)).isTrue();
        });
    }

    @Test
    void sleepersThatAreCancelledLeaveNothingBehind() {
        Loops.virtual(() -> {
            for (int round = 0; round < 20; round++) {
                var sleepers = new ArrayList<Task<Void>>();
                for (int i = 0; i < 500; i++) {
                    sleepers.add(createTask(() -> sleep(seconds(3600))));
                }
                yieldNow();
                sleepers.forEach(Task::cancel);
                yieldNow();
                assertThat(sleepers).allMatch(Task::isCancelled);
            }
            assertThat(allTasks()).isEqualTo(Set.of(currentTask()));
        });
    }

    @Test
    void callbackThatReschedulesItselfForeverStarvesNobody() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            var stop = new boolean[1];
            var again = new Runnable[1];
            long[] turns = {0};
            again[0] = () -> {
                turns[0]++;
                if (!stop[0]) {
                    loop.callSoon(again[0]);
                }
            };
            loop.callSoon(again[0]);
            for (int i = 0; i < 100; i++) {
                yieldNow();
            }
            trail.add("tasks");
            sleep(millis(5));
            trail.add("sleeps");
            AsyncFuture<Void> timer = loop.createFuture();
            loop.callLater(millis(5), () -> timer.setResult(null));
            timer.await();
            trail.add("timers");
            AsyncFuture<Void> called = loop.createFuture();
            Outside.start(() -> loop.callSoonThreadsafe(() -> called.setResult(null)));
            called.await();
            trail.add("threads");
            assertThat(turns[0]).isGreaterThan(100);
            stop[0] = true;
        });
        trail.is("tasks", "sleeps", "timers", "threads");
    }

    @Test
    void taskThatYieldsForeverStarvesNobody() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            var busy = createTask(() -> {
                while (true) {
                    yieldNow();
                }
            });
            sleep(millis(5));
            trail.add("sleeps");
            AsyncFuture<Void> called = loop.createFuture();
            Outside.start(() -> loop.callSoonThreadsafe(() -> called.setResult(null)));
            called.await();
            trail.add("threads");
            busy.cancel();
        });
        trail.is("sleeps", "threads");
    }

    @Test
    void threadThatNeverStopsCallingStarvesNobody() {
        var stop = new AtomicBoolean();
        var ran = new AtomicInteger();
        run(() -> {
            EventLoop loop = getRunningLoop();
            var caller = Outside.start(() -> {
                for (int calls = 0; !stop.get(); ) {
                    if (calls - ran.get() < 1_000) { // always behind, but not for want of memory
                        loop.callSoonThreadsafe(ran::incrementAndGet);
                        calls++;
                    }
                    Thread.onSpinWait();
                }
                return null;
            });
            try {
                for (int i = 0; i < 20; i++) {
                    sleep(millis(1));
                    createTask(() -> trail.add("task")).await();
                }
            } finally {
                stop.set(true);
            }
            Asyncio.await(caller);
        });
        assertThat(trail.events()).hasSize(20);
    }

    @Test
    void twentyThousandTasksAtOnce() {
        manyTasks(20_000);
    }

    @Test
    @Tag("long")
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aMillionTasksAtOnce() {
        manyTasks(1_000_000);
    }

    private static void manyTasks(int count) {
        run(() -> {
            AsyncFuture<Void> gate = getRunningLoop().createFuture();
            int[] waiting = {0};
            int[] through = {0};
            List<Task<Void>> tasks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                tasks.add(createTask(() -> {
                    waiting[0]++;
                    gate.await();
                    yieldNow();
                    sleep(millis(1));
                    through[0]++;
                }));
            }
            yieldNow();
            yieldNow();
            assertThat(waiting[0]).isEqualTo(count);
            assertThat(allTasks()).hasSize(count + 1);
            gate.setResult(null);
            for (var t : tasks) {
                t.await();
            }
            assertThat(through[0]).isEqualTo(count);
            assertThat(allTasks()).hasSize(1);
        });
    }

    private static long alive(List<WeakReference<Object>> samples) {
        return samples.stream().filter(s -> s.get() != null).count();
    }
}
