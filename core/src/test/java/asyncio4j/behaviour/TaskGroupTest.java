package asyncio4j.behaviour;

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
import asyncio4j.Context;
import asyncio4j.ContextVar;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting and ending tasks in a group. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupTest {
    private final Trail trail = new Trail();

    @Test
    void theBlockEndsAfterItsBodyAndAllItsTasksAndReturnsTheResultOfTheBody() {
        Loops.virtual(() -> {
            String result = taskGroup(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(2));
                    trail.add("slow");
                });
                tg.createTask(() -> {
                    sleep(seconds(1));
                    trail.add("quick");
                });
                trail.add("body");
                return "result";
            });
            trail.is("body", "quick", "slow");
            assertThat(result).isEqualTo("result");
        });
    }

    @Test
    void theBodyRunsInTheCallingTask() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            Task<?> inBody = taskGroup(tg -> {
                return currentTask();
            });
            assertThat(inBody).isSameAs(me);
        });
    }

    @Test
    void resultsOfTheTasksAreThereAfterTheBlock() {
        Loops.virtual(() -> {
            var one = new AtomicReference<Task<Integer>>();
            taskGroup(tg -> {
                one.set(tg.createTask(() -> sleep(seconds(1), 1)));
            });
            assertThat(one.get().result()).isEqualTo(1);
        });
    }

    @Test
    void aTaskMayStartOthersAfterTheBodyHasEnded() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(1));
                    tg.createTask(() -> {
                        sleep(seconds(1));
                        trail.add("grandchild");
                    });
                });
                trail.add("body");
            });
            trail.is("body", "grandchild");
        });
    }

    @Test
    void aFailureLeavesTheBlockOnlyAfterEveryTaskHasCleanedUp() {
        Loops.virtual(() -> {
            assertThat(catchThrowable(() -> taskGroup(tg -> {
                        tg.createTask(() -> {
                            try {
                                sleep(seconds(10));
                            } finally {
                                sleep(seconds(3));
                                trail.add("cleaned up");
                            }
                        });
                        tg.createTask(() -> {
                            throw new ArithmeticException();
                        });
                    })))
                    .isInstanceOf(ExceptionGroup.class);
            trail.add("left");
            trail.is("cleaned up", "left");
        });
    }

    @Test // taskgroup-6, taskgroup-21
    void aFinishedGroupTakesNoTaskAndNeverRunsTheBodyGiven() {
        Loops.virtual(() -> {
            var kept = new AtomicReference<TaskGroup>();
            taskGroup(tg -> {
                kept.set(tg);
                tg.createTask(() -> yieldNow());
            });
            assertThatThrownBy(() -> kept.get().createTask(() -> trail.add("ran")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("finished");
            yieldNow();
            yieldNow();
            trail.is();
        });
    }

    @Test
    void aFailedGroupTakesNoTaskEither() {
        Loops.virtual(() -> {
            var kept = new AtomicReference<TaskGroup>();
            assertThat(catchThrowable(() -> taskGroup(tg -> {
                        kept.set(tg);
                        tg.createTask(() -> {
                            throw new ArithmeticException();
                        });
                    })))
                    .isNotNull();
            assertThatThrownBy(() -> kept.get().createTask(() -> trail.add("ran")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("finished");
            yieldNow();
            yieldNow();
            trail.is();
        });
    }

    @Test // taskgroup-9
    void aTaskWhoseFutureSomebodyCancelsEndsCancelledAndTheGroupEndsWell() {
        Loops.virtual(() -> {
            var future = getRunningLoop().<String>createFuture();
            var child = new AtomicReference<Task<String>>();
            taskGroup(tg -> {
                child.set(tg.createTask(() -> future.await()));
                yieldNow();
                future.cancel();
            });
            assertThat(child.get().isCancelled()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void cancellingOneTaskLeavesTheOthersAlone() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                var victim = tg.createTask(() -> sleep(seconds(10)));
                tg.createTask(() -> {
                    sleep(seconds(1));
                    trail.add("other");
                });
                yieldNow();
                victim.cancel();
            });
            trail.is("other");
        });
    }

    @Test
    void aCancellationATaskMakesUpItselfIsNoFailure() {
        Loops.virtual(() -> {
            var child = new AtomicReference<Task<Void>>();
            taskGroup(tg -> {
                child.set(tg.createTask(() -> {
                    yieldNow();
                    throwCancelled();
                }));
            });
            assertThat(child.get().isCancelled()).isTrue();
        });
    }

    @Test // taskgroup-12
    void aNameIsThereAtTheFirstStep() {
        Loops.virtual(() -> {
            taskGroup(tg -> {
                tg.createTask("example name", () -> trail.add(currentTask().name()));
            });
            trail.is("example name");
        });
    }

    @Test // taskgroup-20
    void tasksOfAGroupMayShareAContextOfTheirOwn() {
        ContextVar<Integer> var = ContextVar.of("var", 0);
        Loops.virtual(() -> {
            Context shared = Context.copy();
            taskGroup(tg -> {
                tg.createTask(null, shared, () -> var.set(1)).await();
                trail.add(shared.run(() -> var.get()));
                tg.createTask(null, shared, () -> var.set(var.get() + 1)).await();
                trail.add(shared.run(() -> var.get()));
            });
            trail.is(1, 2);
            assertThat(var.get()).isZero();
        });
    }

    @Test
    void inACallbackItIsRefused() {
        Loops.virtual(() -> {
            var thrown = getRunningLoop().<Throwable>createFuture();
            getRunningLoop()
                    .callSoon(() -> thrown.setResult(catchThrowable(() -> taskGroup(tg -> {
                        trail.add("not reached");
                    }))));
            assertThat(thrown.await()).isInstanceOf(IllegalStateException.class).hasMessageContaining("task");
            trail.is();
        });
    }

    private static void throwCancelled() {
        throw new CancelledError();
    }
}
