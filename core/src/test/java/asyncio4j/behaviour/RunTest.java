package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where `run` may be called and what its main task sees. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunTest {
    private final Trail trail = new Trail();

    @Test
    void returnsWhatMainReturns() {
        assertThat(run(() -> {
                    yieldNow();
                    return 123;
                }))
                .isEqualTo(123);
        assertThat(Asyncio.<String>run(() -> null)).isNull();
    }

    @Test // runner-2
    void theFailureOfMainLeavesAsItself() {
        var unchecked = new IllegalArgumentException("spam");
        var checked = new IOException("eggs");
        var error = new AssertionError("ham");
        assertThat(catchThrowable(() -> run(() -> {
                    throw unchecked;
                })))
                .isSameAs(unchecked);
        assertThat(catchThrowable(() -> run(() -> {
                    yieldNow();
                    throw checked;
                })))
                .isSameAs(checked);
        assertThat(catchThrowable(() -> run(() -> {
                    throw error;
                })))
                .isSameAs(error);
    }

    @Test
    void aCancelledMainLeavesAsACancellation() {
        assertThatThrownBy(() -> run(() -> {
                    currentTask().cancel("own");
                    yieldNow();
                }))
                .isInstanceOf(CancelledError.class)
                .hasMessage("own");
    }

    @Test // runner-3
    void insideARunningLoopItIsRefusedAndItsBodyNeverRuns() {
        run(() -> {
            assertThatThrownBy(() -> run(() -> trail.add("ran")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be called from a running event loop");
            assertThat(createTask(() -> catchThrowable(() -> run(() -> trail.add("ran"))))
                            .await())
                    .isInstanceOf(IllegalStateException.class);
            var inCallback = getRunningLoop().<Throwable>createFuture();
            getRunningLoop().callSoon(() -> inCallback.setResult(catchThrowable(() -> run(() -> trail.add("ran")))));
            assertThat(inCallback.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be called from a running event loop");
            yieldNow();
        });
        trail.is();
    }

    @Test
    void aWorkerThreadOfARunningLoopMayRunALoopOfItsOwn() {
        String result = run(() -> toThread(() -> run(() -> {
            yieldNow();
            return "inner";
        })));
        assertThat(result).isEqualTo("inner");
    }

    @Test
    void oneAfterTheOtherOnOneThread() {
        var first = run(() -> getRunningLoop());
        var second = run(() -> getRunningLoop());
        assertThat(first).isNotSameAs(second);
        assertThat(first.isClosed()).isTrue();
        assertThatThrownBy(() -> getRunningLoop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    @Test // runner-9
    void anyPlatformThreadWill() {
        assertThat(on(Thread.ofPlatform().factory(), () -> run(() -> sleep(millis(1), "value"))))
                .isEqualTo("value");
    }

    @Test
    void aVirtualThreadWill() {
        assertThat(on(Thread.ofVirtual().factory(), () -> run(() -> sleep(millis(1), "value"))))
                .isEqualTo("value");
    }

    @Test
    void onAVirtualThreadTheFailureOfMainLeavesAsItself() {
        var failure = new IOException("spam");
        assertThat(on(
                        Thread.ofVirtual().factory(),
                        () -> catchThrowable(() -> run(() -> {
                            yieldNow();
                            throw failure;
                        }))))
                .isSameAs(failure);
    }

    @Test
    void onAVirtualThreadANestedRunIsRefusedToo() {
        assertThat(on(Thread.ofVirtual().factory(), () -> run(() -> catchThrowable(() -> run(() -> trail.add("ran"))))))
                .isInstanceOf(IllegalStateException.class);
        trail.is();
    }

    @Test
    void manyVirtualThreadsMayRunLoopsAtOnce() {
        var results = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 20; i++) {
            int n = i;
            results.add(start(Thread.ofVirtual().factory(), () -> run(() -> sleep(millis(5), n))));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(results.get(i).join()).isEqualTo(i);
        }
    }

    @Test
    void tasksAndCallbacksSeeTheCallersContextClassLoader() throws IOException {
        try (var loader = new URLClassLoader(new URL[0], RunTest.class.getClassLoader())) {
            for (var factory : new ThreadFactory[] {
                Thread.ofPlatform().factory(), Thread.ofVirtual().factory()
            }) {
                on(factory, () -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    return run(() -> {
                        assertThat(Thread.currentThread().getContextClassLoader())
                                .isSameAs(loader);
                        assertThat(createTask(() -> Thread.currentThread().getContextClassLoader())
                                        .await())
                                .isSameAs(loader);
                        assertThat(inCallback(() -> Thread.currentThread().getContextClassLoader()))
                                .isSameAs(loader);
                        return null;
                    });
                });
            }
        }
    }

    @Test
    void tasksAndCallbacksDoNotSeeTheCallersThreadLocals() {
        var plain = new ThreadLocal<String>();
        var inheritable = new InheritableThreadLocal<String>();
        for (var factory : new ThreadFactory[] {
            Thread.ofPlatform().factory(), Thread.ofVirtual().factory()
        }) {
            on(factory, () -> {
                plain.set("caller's");
                inheritable.set("caller's");
                run(() -> {
                    assertThat(plain.get()).isNull();
                    assertThat(inheritable.get()).isNull();
                    assertThat(createTask(() -> inheritable.get()).await()).isNull();
                    assertThat(inCallback(plain::get)).isNull();
                    assertThat(inCallback(inheritable::get)).isNull();
                    plain.set("task's");
                });
                assertThat(plain.get()).isEqualTo("caller's");
                return null;
            });
        }
    }

    @Test
    void theLoopRunsWhileMainRunsAndIsClosedAfterwards() {
        var loop = new AtomicReference<EventLoop>();
        assertThat(catchThrowable(() -> run(() -> {
                    loop.set(getRunningLoop());
                    assertThat(getRunningLoop().isRunning()).isTrue();
                    assertThat(getRunningLoop().isClosed()).isFalse();
                    throw new IOException("even after a failure");
                })))
                .hasMessage("even after a failure");
        assertThat(loop.get().isRunning()).isFalse();
        assertThat(loop.get().isClosed()).isTrue();
    }

    private static <T> T inCallback(Supplier<T> body) {
        var future = getRunningLoop().<T>createFuture();
        getRunningLoop().callSoon(() -> future.setResult(body.get()));
        return future.await();
    }

    private static <T> T on(ThreadFactory threads, Supplier<T> body) {
        return start(threads, body).join();
    }

    private static <T> CompletableFuture<T> start(ThreadFactory threads, Supplier<T> body) {
        return CompletableFuture.supplyAsync(
                body, task -> threads.newThread(task).start());
    }
}
