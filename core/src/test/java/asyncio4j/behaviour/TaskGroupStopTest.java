package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** `TaskGroup.cancel`: stopping a group without an error. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupStopTest {
    private final Trail trail = new Trail();

    @Test
    void aChildStopsItsSiblingsAndTheWaitingParentGoesOn() {
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            taskGroup(tg -> {
                tg.createTask(() -> noteCancel("a"));
                tg.createTask(() -> noteCancel("b"));
                tg.createTask(() -> {
                    sleep(seconds(1));
                    tg.cancel();
                });
            });
            trail.is("a", "b");
            assertThat(getRunningLoop().time()).isEqualTo(start + 1);
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void theBodyIsLeftAtItsNextWait() {
        Loops.virtual(() -> {
            Object result = taskGroup(tg -> {
                tg.createTask(() -> noteCancel("child"));
                yieldNow();
                tg.cancel();
                trail.add("still in the body");
                noteCancel("body");
                return "result";
            });
            assertThat(result).isNull();
            assertThat(trail.events()).startsWith("still in the body").contains("body", "child");
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void aBodyThatEndsWithoutAnotherWaitKeepsItsResult() {
        Loops.virtual(() -> {
            String result = taskGroup(tg -> {
                tg.createTask(() -> trail.add("never started"));
                tg.cancel();
                return "result";
            });
            assertThat(result).isEqualTo("result");
            trail.is();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow(); // no cancel is left over
        });
    }

    @Test
    void stoppedAfterItsBodyHasEndedItReturnsTheResultOfTheBody() {
        Loops.virtual(() -> {
            String result = taskGroup(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(1));
                    tg.cancel();
                    noteCancel("child");
                });
                return "result";
            });
            assertThat(result).isEqualTo("result");
            trail.is("child");
        });
    }

    @Test
    void stoppedFromAnotherTaskItEndsWell() {
        Loops.virtual(() -> {
            var kept = new AtomicReference<TaskGroup>();
            var parent = createTask(() -> {
                taskGroup(tg -> {
                    kept.set(tg);
                    tg.createTask(() -> noteCancel("child"));
                    noteCancel("body");
                });
                yieldNow();
                return "went on";
            });
            sleep(seconds(1));
            kept.get().cancel();
            assertThat(parent.await()).isEqualTo("went on");
            assertThat(parent.cancelling()).isZero();
            assertThat(trail.events()).containsExactlyInAnyOrder("body", "child");
        });
    }

    @Test
    void itWaitsForTheCleanupOfItsTasks() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                tg.createTask(() -> {
                    try {
                        sleep(seconds(100));
                    } finally {
                        sleep(seconds(5));
                        trail.add("cleaned up");
                    }
                });
                yieldNow();
                tg.cancel();
            });
            trail.add("left");
            trail.is("cleaned up", "left");
        });
    }

    @Test
    void twiceIsOnceAndAfterTheEndItDoesNothing() {
        Loops.virtual(() -> {
            var kept = new AtomicReference<TaskGroup>();
            taskGroup(tg -> {
                kept.set(tg);
                tg.createTask(() -> {
                    try {
                        sleep(seconds(100));
                    } finally {
                        sleep(seconds(5)); // the second stop must not interrupt this
                        trail.add("cleaned up");
                    }
                });
                yieldNow();
                tg.cancel();
                tg.cancel();
            });
            kept.get().cancel();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
            trail.is("cleaned up");
        });
    }

    @Test
    void aStoppedGroupTakesNoTask() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                tg.cancel();
                assertThatThrownBy(() -> tg.createTask(() -> trail.add("ran")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("shutting down");
                trail.add("refused");
            });
            trail.is("refused");
        });
    }

    @Test
    void aFailureAfterTheStopIsStillThrown() {
        var failure = new IllegalStateException("child");
        Loops.virtual(() -> {
            var e = catchThrowable(() -> taskGroup(tg -> {
                tg.createTask(() -> {
                    tg.cancel();
                    throw failure;
                });
                sleep(seconds(1));
            }));
            assertThat(e)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            g -> assertThat(g.exceptions()).containsExactly(failure));
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void aFailureOfTheBodyAfterTheStopIsStillThrown() {
        var failure = new IllegalStateException("body");
        Loops.virtual(() -> {
            var e = catchThrowable(() -> taskGroup(tg -> {
                tg.cancel();
                fail(failure);
            }));
            assertThat(e)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            g -> assertThat(g.exceptions()).containsExactly(failure));
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void anOutsideCancelInTheSameTurnIsNotSwallowed() {
        for (boolean stopFirst : new boolean[] {true, false}) {
            Loops.virtual(() -> {
                var kept = new AtomicReference<TaskGroup>();
                Task<Void> parent = createTask(() -> taskGroup(tg -> {
                    kept.set(tg);
                    tg.createTask(() -> sleep(seconds(100)));
                    sleep(seconds(100));
                }));
                sleep(seconds(1));
                if (stopFirst) {
                    kept.get().cancel();
                }
                parent.cancel();
                if (!stopFirst) {
                    kept.get().cancel();
                }
                assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
                assertThat(parent.isCancelled()).isTrue();
                assertThat(parent.cancelling()).isEqualTo(1);
            });
        }
    }

    private void noteCancel(String who) {
        try {
            sleep(seconds(100));
        } catch (CancelledError e) {
            trail.add(who);
            throw e;
        }
    }

    private static void fail(RuntimeException e) {
        throw e;
    }
}
