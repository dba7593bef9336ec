package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancels at inconvenient moments. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelTrapsTest {
    private final Trail trail = new Trail();

    @Test
    void cancelledBeforeItsFirstStepNeitherBodyNorFinallyRuns() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    trail.add("body");
                } finally {
                    trail.add("finally");
                }
            });
            assertThat(task.cancel("too early")).isTrue();
            assertThat(task.isDone()).isFalse();
            assertThatThrownBy(task::await)
                    .isInstanceOfSatisfying(
                            CancelledError.class, e -> assertThat(e.message()).isEqualTo("too early"));
            assertThat(task.isCancelled()).isTrue();
            assertThat(task.cancel()).isFalse();
            trail.is();
        });
    }

    @Test
    void aTaskUncancelledBeforeItsFirstStepRuns() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                yieldNow();
                return "ran";
            });
            task.cancel();
            assertThat(task.uncancel()).isZero();
            assertThat(task.await()).isEqualTo("ran");
        });
    }

    @Test
    void aSecondCancelDuringTheCleanupInterruptsIt() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } finally {
                    trail.add("cleaning up");
                    try {
                        sleep(seconds(100));
                        trail.add("not reached");
                    } catch (CancelledError e) {
                        trail.add(e.message());
                        throw e;
                    }
                }
            });
            yieldNow();
            task.cancel("first");
            sleep(seconds(1));
            assertThat(task.cancel("second")).isTrue();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("second");
            assertThat(task.isCancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(2);
            trail.is("cleaning up", "second");
        });
    }

    @Test
    void aSecondCancelBeforeTheFirstWasSeenDoesNotInterruptTheCleanup() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(100));
                } finally {
                    sleep(seconds(1));
                    trail.add("cleaned up");
                }
            });
            yieldNow();
            task.cancel();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelling()).isEqualTo(2);
            trail.is("cleaned up");
        });
    }

    @Test
    void aCancelOfTheCallingTaskItselfArrivesAtItsNextWait() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            assertThat(me.cancel("self")).isTrue();
            trail.add("still running");
            assertThatThrownBy(() -> sleep(seconds(5)))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("self");
            sleep(seconds(1)); // once only
            trail.is("still running");
        });
    }

    @Test
    void aTaskThatEndsWithARequestNotYetRaisedEndsCancelled() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                currentTask().cancel();
                return "result";
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class); // as in asyncio
            assertThat(task.isCancelled()).isTrue();
        });
    }

    @Test
    void aCancelWhileReadyAfterAYieldArrives() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                trail.add("begun");
                yieldNow();
                trail.add("not reached");
            });
            yieldNow(); // it waits for its second step now, not for anything
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            trail.is("begun");
        });
    }

    @Test
    void cancelAndWakeUpInOneTurnLoseNeitherTheCancelNorTheNextTurn() {
        Loops.virtual(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var future = getRunningLoop().<String>createFuture();
                Task<?> task = createTask(() -> {
                    try {
                        future.await();
                    } finally {
                        yieldNow();
                        trail.add("cleaned up");
                    }
                });
                tasks.add(task);
                yieldNow();
                future.setResult("dropped");
                task.cancel();
            }
            for (Task<?> t : tasks) {
                assertThatThrownBy(t::await).isInstanceOf(CancelledError.class);
                assertThat(t.isCancelled()).isTrue();
            }
            trail.is("cleaned up", "cleaned up", "cleaned up");
        });
    }

    @Test
    void aTaskCancelledBeforeItsFirstStepEndsItsGroupWell() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                tg.createTask(() -> trail.add("ran")).cancel();
            });
            trail.is();
        });
    }

    @Test
    void aDeadlineThatPassedDoesNotHideASecondCancelDuringTheCleanup() {
        Loops.virtual(() -> {
            var task = createTask(() -> timeout(seconds(1), () -> {
                try {
                    sleep(seconds(100));
                } finally {
                    sleep(seconds(10));
                    trail.add("not reached");
                }
            }));
            sleep(seconds(5));
            task.cancel("outside");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(task.cancelling()).isEqualTo(1);
            trail.is();
        });
    }
}
