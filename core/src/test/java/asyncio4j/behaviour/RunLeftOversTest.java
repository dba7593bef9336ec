package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What `run` does with tasks that are left when main ends. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunLeftOversTest {
    private final Trail trail = new Trail();
    private final AtomicReference<Task<?>> left = new AtomicReference<>();

    @Test // runner-1
    void aSleepingTaskIsCancelledBeforeRunReturns() {
        int result = Loops.virtual(() -> {
            left.set(createTask(() -> sleep(seconds(1000))));
            yieldNow();
            return 123;
        });
        assertThat(result).isEqualTo(123);
        assertThat(left.get().isDone()).isTrue();
        assertThat(left.get().isCancelled()).isTrue();
    }

    @Test
    void itsCleanupIsWaitedFor() {
        Loops.virtual(() -> {
            createTask(() -> {
                try {
                    sleep(seconds(1000));
                } finally {
                    sleep(seconds(5));
                    trail.add("cleaned up");
                }
            });
            yieldNow();
            trail.add("main ended");
        });
        trail.is("main ended", "cleaned up");
    }

    @Test
    void aTaskThatSwallowsTheCancelIsWaitedFor() {
        Loops.virtual(() -> {
            left.set(createTask(() -> {
                try {
                    sleep(seconds(1000));
                } catch (CancelledError e) {
                    sleep(seconds(60));
                }
                return "finished";
            }));
            yieldNow();
        });
        assertThat(left.get().result()).isEqualTo("finished");
    }

    @Test
    void theyAreCancelledAlsoWhenMainFails() {
        var failure = new IOException("main");
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    left.set(createTask(() -> sleep(seconds(1000))));
                    yieldNow();
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(left.get().isCancelled()).isTrue();
    }

    @Test
    void theirFailuresAreReportedOnceAsOfTheShutdown() {
        var failure = new IOException("cleanup");
        var reports = Reports.of(() -> {
            left.set(createTask("left over", () -> {
                try {
                    sleep(seconds(1000));
                } catch (CancelledError e) {
                    throw failure;
                }
            }));
            yieldNow();
        });
        assertThat(reports.all()).singleElement().satisfies(r -> {
            assertThat(r.message()).contains("shutdown");
            assertThat(r.exception()).isSameAs(failure);
            assertThat(r.future()).isSameAs(left.get());
        });
    }

    @Test
    void eachOfSeveralFailuresIsReported() {
        var reports = Reports.of(() -> {
            for (int i = 0; i < 3; i++) {
                int n = i;
                createTask(() -> {
                    try {
                        sleep(seconds(1000));
                    } catch (CancelledError e) {
                        throw new IOException("cleanup " + n);
                    }
                });
            }
            yieldNow();
        });
        assertThat(reports.all())
                .extracting(r -> r.exception().getMessage())
                .containsExactlyInAnyOrder("cleanup 0", "cleanup 1", "cleanup 2");
    }

    @Test
    void thoseThatJustEndCancelledAreNotReported() {
        Reports.of(() -> {
                    for (int i = 0; i < 3; i++) {
                        createTask(() -> sleep(seconds(1000)));
                    }
                })
                .areNone();
    }

    @Test
    void theFailureOfMainIsThrownAndNotReported() {
        var failure = new IOException("main");
        var reports = new AtomicReference<Reports>();
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    reports.set(Reports.attached(getRunningLoop()));
                    throw failure;
                })))
                .isSameAs(failure);
        reports.get().areNone();
    }

    @Test
    void aFailureFromBeforeThatNobodyLookedAtIsReportedWhenTheLoopCloses() {
        var failure = new IOException("unseen");
        var reports = Reports.of(() -> {
            left.set(createTask(() -> {
                throw failure;
            }));
            sleep(seconds(1));
        });
        reports.areOnly("Task exception was never retrieved", failure);
    }

    @Test
    void theDefaultExecutorIsThereForTheirCleanupAndShutDownAfterwards() {
        var executor = Executors.newSingleThreadExecutor();
        Thread[] used = new Thread[1];
        run(() -> {
            getRunningLoop().setDefaultExecutor(executor);
            var begun = getRunningLoop().<Void>createFuture();
            createTask(() -> {
                try {
                    begun.setResult(null);
                    sleep(seconds(1000));
                } finally {
                    used[0] = toThread(() -> Thread.currentThread());
                }
            });
            begun.await();
        });
        assertThat(used[0]).isNotNull();
        assertThat(executor.isTerminated()).isTrue();
    }
}
