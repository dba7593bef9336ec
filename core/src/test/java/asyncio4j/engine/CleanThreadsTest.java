package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one task does to its thread, the next does not see. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CleanThreadsTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();
    private static final String DIRTY = "dirty";

    private final Trail trail = new Trail();
    private final ClassLoader other = new URLClassLoader(new URL[0]);

    @Test
    void everyNewTaskFindsItsThreadClean() {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        run(() -> inTasks(60, () -> {
            assertClean(callers);
            soil();
        }));
        assertThat(trail.events()).hasSize(60).containsOnly("clean");
    }

    @Test
    void everyNewTaskFindsItsThreadCleanAfterTasksThatSuspended() {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        run(() -> {
            for (int round = 0; round < 5; round++) {
                inTasks(20, () -> {
                    assertClean(callers);
                    soil();
                    Thread.interrupted();
                    yieldNow();
                    assertThat(currentTask().isDone()).isFalse();
                    assertThat(LOCAL.get()).isEqualTo(DIRTY);
                    assertThat(Thread.currentThread().getName()).isEqualTo(DIRTY);
                    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(other);
                    Thread.currentThread().interrupt();
                });
            }
        });
        assertThat(trail.events()).hasSize(100).containsOnly("clean");
    }

    @Test
    void everyNewTaskFindsItsThreadCleanAfterTasksThatFailedOrWereCancelled() {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        run(() -> {
            for (int i = 0; i < 20; i++) {
                Task<Void> fails = createTask(() -> {
                    soil();
                    throw new IllegalStateException("fails");
                });
                Task<Void> cancelled = createTask(() -> {
                    soil();
                    currentTask().cancel();
                    yieldNow();
                });
                yieldNow();
                yieldNow();
                assertThat(fails.exception()).hasMessage("fails");
                assertThat(cancelled.isCancelled()).isTrue();
                inTasks(1, () -> assertClean(callers));
            }
        });
        assertThat(trail.events()).hasSize(20).containsOnly("clean");
    }

    @Test
    void tasksAndCallbacksSeeTheCallersClassLoaderButNotItsThreadLocals() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(other);
        LOCAL.set("caller's");
        INHERITABLE.set("caller's");
        try {
            run(() -> {
                assertClean(other);
                inTasks(3, () -> assertClean(other));
                AsyncFuture<Void> called = getRunningLoop().createFuture();
                getRunningLoop().callSoon(() -> {
                    assertClean(other);
                    called.setResult(null);
                });
                called.await();
            });
            assertThat(LOCAL.get()).isEqualTo("caller's");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            LOCAL.remove();
            INHERITABLE.remove();
        }
        assertThat(trail.events()).hasSize(5).containsOnly("clean");
    }

    @Test
    void taskKeepsOneThreadAcrossSuspensions() {
        run(() -> {
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 10; i++) {
                tasks.add(createTask(() -> {
                    var thread = Thread.currentThread();
                    LOCAL.set(currentTask().name());
                    for (int turn = 0; turn < 10; turn++) {
                        yieldNow();
                        sleep(millis(turn % 2));
                        assertThat(Thread.currentThread()).isSameAs(thread);
                        assertThat(LOCAL.get()).isEqualTo(currentTask().name());
                    }
                }));
            }
            for (var t : tasks) {
                t.await();
            }
        });
    }

    @Test
    void callbackThatInterruptsItsThreadHarmsNobody() {
        run(() -> {
            for (int i = 0; i < 20; i++) {
                getRunningLoop().callSoon(() -> Thread.currentThread().interrupt());
                getRunningLoop()
                        .callSoon(
                                () -> trail.add("flag " + Thread.currentThread().isInterrupted()));
                sleep(millis(1));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        });
        assertThat(trail.events()).hasSize(20).containsOnly("flag false");
    }

    private void assertClean(ClassLoader callers) {
        var thread = Thread.currentThread();
        assertThat(LOCAL.get()).isNull();
        assertThat(INHERITABLE.get()).isNull();
        assertThat(thread.getName()).isNotEqualTo(DIRTY);
        assertThat(thread.isInterrupted()).isFalse();
        assertThat(thread.getContextClassLoader()).isSameAs(callers);
        trail.add("clean");
    }

    private void soil() {
        var thread = Thread.currentThread();
        LOCAL.set(DIRTY);
        INHERITABLE.set(DIRTY);
        thread.setName(DIRTY);
        thread.setContextClassLoader(other);
        thread.setUncaughtExceptionHandler((_, _) -> {});
        thread.interrupt();
    }

    /** Runs {@code body} in {@code count} tasks created in a row; their failures are this test's. */
    private static void inTasks(int count, Action body) {
        var tasks = new ArrayList<Task<Void>>();
        for (int i = 0; i < count; i++) {
            tasks.add(createTask(body));
        }
        for (var t : tasks) {
            t.await();
        }
    }
}
