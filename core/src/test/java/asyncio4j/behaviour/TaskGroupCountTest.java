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
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What `cancelling()` says after a group whose own cancel met others. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupCountTest {
    private final Trail trail = new Trail();

    @Test
    void aFailureThenAnOutsideCancelInOneTurnKeepsTheOutsideCancel() {
        Loops.virtual(() -> {
            var begun = getRunningLoop().<Void>createFuture();
            var parent = createTask(() -> inAGroupThat(() -> {
                begun.setResult(null);
                throw new IllegalStateException("child");
            }));
            begun.await();
            assertThat(parent.cancel()).isTrue();
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            assertThat(parent.isCancelled()).isTrue();
            trail.is("group, 1 cancelling", "after, 1 cancelling", "cancelled at the next wait");
        });
    }

    @Test
    void anOutsideCancelThenAFailureInOneTurnKeepsTheOutsideCancel() {
        Loops.virtual(() -> {
            var gate = getRunningLoop().<Void>createFuture();
            var parent = createTask(() -> inAGroupThat(() -> {
                gate.await();
                throw new IllegalStateException("child");
            }));
            sleep(seconds(1));
            gate.setResult(null); // the child goes on in the next turn ...
            parent.cancel(); // ... in which the body sees this
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            assertThat(parent.isCancelled()).isTrue();
            trail.is("group, 1 cancelling", "after, 1 cancelling", "cancelled at the next wait");
        });
    }

    @Test
    void anOutsideCancelWhileTheFailedGroupCleansUpIsKept() {
        Loops.virtual(() -> {
            var parent = createTask(() -> {
                var e = catchThrowable(() -> taskGroup(tg -> {
                    tg.createTask(() -> {
                        throw new IllegalStateException("child");
                    });
                    tg.createTask(() -> {
                        try {
                            sleep(seconds(100));
                        } finally {
                            sleep(seconds(10));
                            trail.add("cleaned up");
                        }
                    });
                }));
                assertThat(e).isInstanceOf(ExceptionGroup.class);
                noteNextWait();
            });
            sleep(seconds(5));
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            trail.is("cleaned up", "after, 1 cancelling", "cancelled at the next wait");
        });
    }

    @Test
    void aFailureAloneLeavesTheCountOfAnEarlierCancelAlone() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            me.cancel();
            assertThatThrownBy(() -> yieldNow()).isInstanceOf(CancelledError.class);
            assertThat(me.cancelling()).isEqualTo(1);
            assertThatThrownBy(() -> taskGroup(tg -> {
                        tg.createTask(() -> {
                            throw new IllegalStateException("child");
                        });
                        sleep(seconds(10));
                    }))
                    .isInstanceOf(ExceptionGroup.class);
            assertThat(me.cancelling()).isEqualTo(1);
            me.uncancel();
        });
    }

    @Test
    void nestedGroupsThatFailInOneTurnBothEndAndLeaveNoCount() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> taskGroup(outer -> {
                outer.createTask(() -> {
                    throw new IllegalStateException("outer");
                });
                try {
                    taskGroup(inner -> {
                        inner.createTask(() -> {
                            throw new IllegalStateException("inner");
                        });
                        sleep(seconds(10));
                    });
                } catch (ExceptionGroup g) {
                    trail.add("inner failed");
                }
                sleep(seconds(10)); // the outer group's own cancel must still arrive here
                trail.add("not reached");
            }));
            assertThat(e)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            g -> assertThat(g.exceptions())
                                    .singleElement()
                                    .satisfies(x -> assertThat(x).hasMessage("outer")));
            trail.is("inner failed");
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void stoppingTheOuterGroupCancelsTheInnerOneAndLeavesNoCount() {
        Loops.virtual(() -> {
            taskGroup(outer -> {
                outer.createTask(() -> {
                    sleep(seconds(1));
                    outer.cancel();
                });
                taskGroup(inner -> {
                    inner.createTask(() -> sleep(seconds(100)));
                });
                trail.add("not reached");
            });
            trail.is();
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test
    void aDeadlineThatMeetsAFailureInOneTurnLeavesNoCount() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(
                    seconds(1),
                    () -> taskGroup(tg -> {
                        tg.createTask(() -> {
                            sleep(seconds(1));
                            throw new IllegalStateException("child");
                        });
                        sleep(seconds(10));
                    })));
            assertThat(e).isInstanceOfAny(ExceptionGroup.class, AsyncTimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
            sleep(seconds(1));
        });
    }

    /** The parent's side: a group with one child and a sleeping body, then another wait. */
    private void inAGroupThat(asyncio4j.Action child) {
        try {
            taskGroup(tg -> {
                tg.createTask(child);
                sleep(seconds(100));
            });
        } catch (ExceptionGroup g) {
            trail.add("group, " + currentTask().cancelling() + " cancelling");
        }
        noteNextWait();
    }

    private void noteNextWait() {
        trail.add("after, " + currentTask().cancelling() + " cancelling");
        try {
            sleep(seconds(100));
            trail.add("not cancelled");
        } catch (CancelledError e) {
            trail.add("cancelled at the next wait");
            throw e;
        }
    }
}
