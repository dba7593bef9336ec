package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.runCoroutineThreadsafe;
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
import asyncio4j.kit.LoopThread;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several loops on several threads: each keeps its own tasks, and they call one another. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyLoopsTest {
    private final Trail trail = new Trail();

    @Test
    void tokenGoesRoundARingOfLoops() throws Exception {
        int hops = 2_000;
        var threads = new ArrayList<LoopThread>();
        try {
            for (int i = 0; i < 4; i++) {
                threads.add(new LoopThread());
            }
            var loops = threads.stream().map(LoopThread::loop).toList();
            var end = runCoroutineThreadsafe(() -> pass(loops, 0, hops), loops.getFirst());
            assertThat(end.get(25, TimeUnit.SECONDS)).isEqualTo(hops);
        } finally {
            threads.forEach(LoopThread::close);
        }
    }

    /** Hands the token on from loop to loop and counts the hops; the way back unwinds one task per hop. */
    private static int pass(List<EventLoop> loops, int hop, int hops) {
        EventLoop here = loops.get(hop % loops.size());
        assertThat(getRunningLoop()).isSameAs(here);
        if (hop == hops) {
            return hop;
        }
        CompletableFuture<Integer> next =
                runCoroutineThreadsafe(() -> pass(loops, hop + 1, hops), loops.get((hop + 1) % loops.size()));
        int end = Asyncio.await(next);
        assertThat(getRunningLoop()).isSameAs(here);
        return end;
    }

    @Test
    void loopsCallEachOtherInBothDirectionsAtOnce() throws Exception {
        try (var first = new LoopThread();
                var second = new LoopThread()) {
            var there = runCoroutineThreadsafe(() -> sumOf(second.loop()), first.loop());
            var back = runCoroutineThreadsafe(() -> sumOf(first.loop()), second.loop());
            assertThat(there.get(20, TimeUnit.SECONDS)).isEqualTo(4950);
            assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo(4950);
        }
    }

    private static int sumOf(EventLoop other) {
        var parts = new ArrayList<Awaitable<Integer>>();
        for (int i = 0; i < 100; i++) {
            int n = i;
            parts.add(() -> Asyncio.await(runCoroutineThreadsafe(
                    () -> {
                        yieldNow();
                        return n;
                    },
                    other)));
        }
        return gather(parts).stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void everyLoopHasItsOwnCurrentTaskAndItsOwnTaskNumbers() throws Exception {
        var ends = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 4; i++) {
            ends.add(Outside.start(() -> run(() -> {
                var me = currentTask();
                var child = createTask(() -> {
                    for (int n = 0; n < 200; n++) {
                        yieldNow();
                        assertThat(currentTask()).isNotSameAs(me);
                    }
                });
                for (int n = 0; n < 200; n++) {
                    yieldNow();
                    assertThat(currentTask()).isSameAs(me);
                }
                child.await();
                return me.name() + " " + child.name();
            })));
        }
        for (var e : ends) {
            assertThat(e.get(20, TimeUnit.SECONDS)).isEqualTo("Task-1 Task-2");
        }
    }

    @Test
    void futureOfAnotherLoopIsRefused() throws Exception {
        try (var other = new LoopThread()) {
            AsyncFuture<String> foreign = Outside.call(() -> {
                var made = new CompletableFuture<AsyncFuture<String>>();
                other.loop().callSoonThreadsafe(() -> made.complete(other.loop().createFuture()));
                return made.get();
            });
            run(() -> {
                assertThatThrownBy(foreign::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("loop");
                assertThatThrownBy(() -> gather(List.of(foreign))).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Asyncio.wait(List.of(foreign), ReturnWhen.ALL_COMPLETED))
                        .isInstanceOf(IllegalArgumentException.class);
                yieldNow();
            });
        }
    }

    @Test
    void loopsRunOneAfterAnotherOnOneThread() {
        for (int i = 0; i < 50; i++) {
            int n = i;
            try (var loop = newEventLoop()) {
                loop.runUntilComplete(() -> {
                    sleep(millis(n % 2));
                    trail.add(n);
                });
            }
        }
        assertThat(trail.events()).hasSize(50);
    }

    @Test
    void loopRunsInAThreadThatATaskOfAnotherLoopWaitsFor() {
        String result = run(() -> {
            var outer = getRunningLoop();
            String inner = toThread(() -> run(() -> {
                assertThat(getRunningLoop()).isNotSameAs(outer);
                sleep(millis(1));
                return currentTask().name();
            }));
            assertThat(getRunningLoop()).isSameAs(outer);
            return inner;
        });
        assertThat(result).isEqualTo("Task-1");
    }
}
