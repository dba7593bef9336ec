package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.kit.Outside.spinUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.Engine;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that tasks and callbacks start run elsewhere, even while the loop is busy. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnEngine(Engine.SCHEDULER)
class ThreadsOfTasksTest {
    private final Trail trail = new Trail();

    @Test
    void virtualThreadStartedInATaskRunsWhileTheTaskKeepsTheLoopBusy() {
        run(() -> {
            var done = new CompletableFuture<String>();
            Thread.startVirtualThread(() -> done.complete("child"));
            spinUntil(done::isDone);
            assertThat(done.join()).isEqualTo("child");
        });
    }

    @Test
    void grandchildrenRunElsewhereToo() {
        run(() -> {
            var done = new CompletableFuture<String>();
            Thread.startVirtualThread(() ->
                    Thread.startVirtualThread(() -> Thread.startVirtualThread(() -> done.complete("grandchild"))));
            spinUntil(done::isDone);
            assertThat(done.join()).isEqualTo("grandchild");
        });
    }

    @Test
    void childThatBlocksAndWakesNeverNeedsTheLoop() {
        run(() -> {
            var done = new CompletableFuture<Integer>();
            Thread.startVirtualThread(() -> {
                int naps = 0;
                try {
                    for (; naps < 20; naps++) {
                        Thread.sleep(1);
                        Thread.yield();
                    }
                } catch (InterruptedException e) {
                    done.completeExceptionally(e);
                }
                done.complete(naps);
            });
            spinUntil(done::isDone);
            assertThat(done.join()).isEqualTo(20);
        });
    }

    @Test
    void childOfACallbackRunsElsewhereToo() {
        run(() -> {
            AsyncFuture<String> seen = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                var done = new CompletableFuture<String>();
                Thread.startVirtualThread(() -> done.complete("child"));
                spinUntil(done::isDone);
                seen.setResult(done.join());
            });
            assertThat(seen.await()).isEqualTo("child");
        });
    }

    @Test
    void childStartedByATaskThatCameLaterOnTheSameThreadRunsElsewhereToo() {
        run(() -> {
            for (int i = 0; i < 50; i++) {
                int n = i;
                createTask(() -> {
                    var done = new CompletableFuture<Integer>();
                    Thread.startVirtualThread(() -> done.complete(n));
                    spinUntil(done::isDone);
                    trail.add(done.join());
                });
            }
            yieldNow();
        });
        assertThat(trail.events()).hasSize(50).startsWith("0", "1", "2");
    }

    @Test
    void childBelongsToNoLoop() {
        run(() -> {
            var outcome = new CompletableFuture<Object>();
            Thread.startVirtualThread(() -> {
                try {
                    outcome.complete(String.valueOf(currentTask()));
                } catch (IllegalStateException e) {
                    outcome.completeExceptionally(e);
                }
            });
            assertThatThrownBy(() -> Asyncio.await(outcome))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop");
        });
    }

    @Test
    void virtualThreadExecutorUsedInATaskWorksWhileTheTaskIsBusy() {
        run(() -> {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var sum = executor.submit(() -> executor.submit(() -> 40).get() + 2);
                spinUntil(sum::isDone);
                assertThat(sum.get()).isEqualTo(42);
            }
        });
    }

    @Test
    void childOutlivesTheLoop() throws Exception {
        var release = new CompletableFuture<String>();
        var done = new CompletableFuture<String>();
        run(() -> {
            Thread.startVirtualThread(() -> {
                release.join();
                done.complete("after the loop");
            });
        });
        release.complete("now");
        assertThat(done.get()).isEqualTo("after the loop");
    }
}
