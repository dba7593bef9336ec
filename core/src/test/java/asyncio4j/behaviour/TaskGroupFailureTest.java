package asyncio4j.behaviour;

import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Failures of a group's tasks and of its body. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaskGroupFailureTest {
    private final Trail trail = new Trail();
    private final IOException failure = new IOException("child");

    @Test // taskgroup-2
    void afterAFailureNothingIsCancelledOutsideTheBlock() {
        Loops.virtual(() -> {
            failuresOf(tg -> {
                tg.createTask(() -> fail(failure));
            });
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();

            failuresOf(tg -> {
                tg.createTask(() -> fail(failure));
                sleep(seconds(10)); // the failure meets a waiting body
            });
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();

            failuresOf(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(1)); // the failure comes when the body has ended
                    fail(failure);
                });
            });
            assertThat(currentTask().cancelling()).isZero();
            sleep(seconds(1));
        });
    }

    @Test // taskgroup-3
    void aFailureCancelsTheOthersAndTheBodyAndIsTheOnlyMember() {
        var zero = new ArithmeticException("/ by zero");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(0.1));
                    fail(zero);
                });
                tg.createTask(() -> noteCancel("t2"));
                noteCancel("body");
                trail.add("not reached");
            });
            assertThat(members).containsExactly(zero);
            assertThat(trail.events()).containsExactlyInAnyOrder("t2", "body");
        });
    }

    @Test // taskgroup-5
    void aFailureInTheCleanupOfTheBodyJoinsTheGroup() {
        var own = new IllegalStateException("body");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> fail(failure));
                failWhenCancelled(own);
            });
            assertThat(members).containsExactlyInAnyOrder(own, failure);
        });
    }

    @Test
    void aFailureOfTheBodyCancelsTheTasksAndComesInAGroup() {
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> noteCancel("child"));
                yieldNow();
                fail(failure);
            });
            assertThat(members).containsExactly(failure);
            trail.is("child");
        });
    }

    @Test // taskgroup-7
    void aGroupThatIsShuttingDownTakesNoTask() {
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> {
                    try {
                        sleep(seconds(10));
                    } finally {
                        trail.add(String.valueOf(catchThrowable(() -> tg.createTask(() -> trail.add("ran")))));
                    }
                });
                tg.createTask(() -> {
                    yieldNow();
                    fail(failure);
                });
            });
            assertThat(members).containsExactly(failure);
            assertThat(trail.events())
                    .singleElement()
                    .satisfies(text ->
                            assertThat(text).contains("IllegalStateException").contains("shutting down"));
        });
    }

    @Test // taskgroup-10
    void failuresComeInTheOrderInWhichTheyHappened() {
        var second = new IllegalStateException("in the cleanup");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> failWhenCancelled(second));
                tg.createTask(() -> {
                    yieldNow();
                    fail(failure);
                });
            });
            assertThat(members).containsExactly(failure, second);
        });
    }

    @Test // taskgroup-11
    void aTaskWhoseOwnChildFailsIsCancelledAtItsNextWait() {
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> {
                    tg.createTask(() -> fail(failure));
                    try {
                        yieldNow();
                        yieldNow();
                        yieldNow();
                        trail.add("not reached");
                    } catch (CancelledError e) {
                        trail.add("cancelled");
                        throw e;
                    }
                });
            });
            assertThat(members).containsExactly(failure);
            trail.is("cancelled");
        });
    }

    @Test // taskgroup-19
    void aFailureWhileTheBodyClosesAResourceJoinsTheGroup() {
        var closing = new IOException("close");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> {
                    sleep(seconds(1));
                    fail(failure);
                });
                try (Resource _ = new Resource(closing)) {
                    sleep(seconds(10));
                } catch (CancelledError e) {
                    fail(e.getSuppressed()[0]);
                }
            });
            assertThat(members).containsExactlyInAnyOrder(failure, closing);
            assertThat(currentTask().cancelling()).isZero();
            yieldNow();
        });
    }

    @Test // taskgroup-23
    void aTimeoutAroundAGroupIsATimeoutWhoseCauseIsTheCancellation() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(
                    Duration.ofSeconds(-1),
                    () -> taskGroup(tg -> {
                        tg.createTask(() -> sleep(seconds(10)));
                        sleep(seconds(10));
                    })));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class);
            assertThat(e.getCause()).isInstanceOf(CancelledError.class);
        });
    }

    @Test // taskgroup-24
    void anErrorOfTheBodyThatIsNoExceptionJoinsTheGroup() {
        var own = new AssertionError("body");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> fail(failure));
                failWhenCancelled(own);
            });
            assertThat(members).containsExactlyInAnyOrder(own, failure);
        });
    }

    @Test // taskgroup-25
    void anErrorOfATaskThatIsNoExceptionJoinsTheGroup() {
        var own = new LinkageError("child");
        var ofBody = new ClassCastException("body");
        Loops.virtual(() -> {
            var members = failuresOf(tg -> {
                tg.createTask(() -> fail(own));
                failWhenCancelled(ofBody);
            });
            assertThat(members).containsExactlyInAnyOrder(own, ofBody);
        });
    }

    private void noteCancel(String who) {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            trail.add(who);
            throw e;
        }
    }

    private static void failWhenCancelled(Throwable t) throws Exception {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            fail(t);
        }
    }

    private static void fail(Throwable t) throws Exception {
        if (t instanceof Error error) {
            throw error;
        }
        throw (Exception) t;
    }

    private static List<Throwable> failuresOf(TaskGroup.VoidBody body) {
        var e = catchThrowable(() -> taskGroup(body));
        assertThat(e).isInstanceOf(ExceptionGroup.class);
        return ((ExceptionGroup) e).exceptions();
    }

    private record Resource(IOException failure) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            throw failure;
        }
    }
}
