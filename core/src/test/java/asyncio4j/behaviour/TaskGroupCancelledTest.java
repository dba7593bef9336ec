package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that is cancelled from outside while it is in a group, and groups in groups. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupCancelledTest {
    private final Trail trail = new Trail();

    @Test // taskgroup-1
    void cancelledWhileWaitingForItsTasksItCancelsThemAndEndsCancelled() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(tg -> {
                for (int i = 0; i < 5; i++) {
                    tg.createTask(() -> noteCancel("child"));
                }
            }));
            sleep(seconds(1));
            parent.cancel("outside");
            assertThatThrownBy(parent::await)
                    .isExactlyInstanceOf(CancelledError.class)
                    .hasMessage("outside");
            assertThat(parent.isCancelled()).isTrue();
            assertThat(parent.cancelling()).isEqualTo(1);
            trail.is("child", "child", "child", "child", "child");
        });
    }

    @Test // taskgroup-4
    void cancelledInItsBodyBodyAndTasksSeeIt() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(tg -> {
                for (int i = 0; i < 5; i++) {
                    tg.createTask(() -> noteCancel("child"));
                }
                noteCancel("body");
            }));
            sleep(seconds(1));
            parent.cancel();
            assertThatThrownBy(parent::await).isExactlyInstanceOf(CancelledError.class);
            assertThat(parent.isCancelled()).isTrue();
            trail.is("body", "child", "child", "child", "child", "child");
        });
    }

    @Test
    void theGroupEndsOnlyAfterItsTasksHaveCleanedUpEvenWhenCancelledAgain() {
        Loops.virtual(() -> {
            var parent = createTask(() -> {
                try {
                    taskGroup(tg -> {
                        tg.createTask(() -> {
                            try {
                                sleep(seconds(100));
                            } finally {
                                sleep(seconds(5));
                                trail.add("cleaned up");
                            }
                        });
                    });
                } finally {
                    trail.add("left");
                }
            });
            sleep(seconds(1));
            parent.cancel();
            sleep(seconds(1));
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            assertThat(parent.cancelling()).isEqualTo(2);
            trail.is("cleaned up", "left");
        });
    }

    @Test
    void tasksThatSwallowTheCancelDoNotKeepTheParentFromEndingCancelled() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(tg -> {
                tg.createTask(() -> {
                    try {
                        sleep(seconds(100));
                    } catch (CancelledError e) {
                        trail.add("swallowed");
                    }
                });
            }));
            sleep(seconds(1));
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
            assertThat(parent.isCancelled()).isTrue();
            trail.is("swallowed");
        });
    }

    @Test // taskgroup-13
    void failuresOfAnInnerGroupsCleanupComeAsAGroupInAGroup() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(outer -> {
                taskGroup(inner -> {
                    inner.createTask(() -> failWhenCancelled("a"));
                    inner.createTask(() -> failWhenCancelled("b"));
                });
            }));
            sleep(seconds(1));
            parent.cancel();
            assertThat(shapeOf(catchThrowable(parent::await))).isEqualTo("[[a, b]]");
        });
    }

    @Test // taskgroup-14
    void cancelledTasksOfTheOuterGroupAreNotAmongTheFailures() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(outer -> {
                outer.createTask(() -> noteCancel("outer sleeper"));
                taskGroup(inner -> {
                    inner.createTask(() -> failWhenCancelled("a"));
                    inner.createTask(() -> failWhenCancelled("b"));
                });
            }));
            sleep(seconds(1));
            parent.cancel();
            assertThat(shapeOf(catchThrowable(parent::await))).isEqualTo("[[a, b]]");
            trail.is("outer sleeper");
        });
    }

    @Test // taskgroup-15
    void aFailureInTheOuterGroupJustCancelsTheInnerOne() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(outer -> {
                outer.createTask(() -> {
                    sleep(seconds(0.1));
                    throw new IllegalArgumentException("outer");
                });
                taskGroup(inner -> {
                    inner.createTask(() -> {
                        sleep(seconds(10));
                        throw new IllegalStateException("inner");
                    });
                });
            }));
            assertThat(shapeOf(catchThrowable(parent::await))).isEqualTo("[outer]");
        });
    }

    @Test
    void aFailureInTheInnerGroupComesOutOfTheOuterOneAsAGroupInAGroup() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(outer -> {
                outer.createTask(() -> noteCancel("outer sleeper"));
                taskGroup(inner -> {
                    inner.createTask(() -> {
                        sleep(seconds(1));
                        throw new IllegalStateException("inner");
                    });
                });
            }));
            assertThat(shapeOf(catchThrowable(parent::await))).isEqualTo("[[inner]]");
            trail.is("outer sleeper");
        });
    }

    @Test // taskgroup-16
    void aBodyThatTurnsTheCancelIntoAFailureFailsAsAGroup() {
        Loops.virtual(() -> {
            var parent = createTask(() -> taskGroup(tg -> {
                failWhenCancelled("own");
            }));
            sleep(seconds(1));
            parent.cancel();
            assertThat(shapeOf(catchThrowable(parent::await))).isEqualTo("[own]");
        });
    }

    @Test
    void tasksNotYetStartedNeverRunWhenTheParentIsCancelled() {
        Loops.virtual(() -> {
            var children = new ArrayList<Task<?>>();
            var parent = createTask(() -> taskGroup((TaskGroup tg) -> {
                children.add(tg.createTask(() -> trail.add("ran")));
                throw new CancelledError("of the body");
            }));
            assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class).hasMessage("of the body");
            yieldNow();
            assertThat(children)
                    .singleElement()
                    .satisfies(t -> assertThat(t.isCancelled()).isTrue());
            trail.is();
        });
    }

    private void noteCancel(String who) {
        try {
            sleep(seconds(100));
        } catch (CancelledError e) {
            trail.add(who);
            throw e;
        }
    }

    private static void failWhenCancelled(String message) {
        try {
            sleep(seconds(100));
        } catch (CancelledError e) {
            throw new IllegalStateException(message);
        }
    }

    private static String shapeOf(Throwable t) {
        if (t instanceof ExceptionGroup group) {
            List<String> members = group.exceptions().stream()
                    .map(TaskGroupCancelledTest::shapeOf)
                    .toList();
            return members.toString();
        }
        return String.valueOf(t.getMessage());
    }
}
