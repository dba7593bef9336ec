package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.ExceptionGroup;
import asyncio4j.TaskGroup;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of the virtual machine leave `run`, those of the stack do not. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FatalErrorTest {
    private final Trail trail = new Trail();

    /** What counts as fatal. */
    static Stream<VirtualMachineError> fatal() {
        return Stream.of(new OutOfMemoryError("test"), new InternalError("test"), new Broken());
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void ofTheMainTaskItLeavesRun(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    yieldNow();
                    throw e;
                })))
                .isSameAs(e);
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void ofATaskNobodyAwaitsItLeavesRunAtOnce(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    createTask(() -> {
                        yieldNow();
                        throw e;
                    });
                    sleep(seconds(10));
                    trail.add("went on");
                })))
                .isSameAs(e);
        trail.is();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void ofACallbackItLeavesRunAtOnce(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    getRunningLoop().callSoon(() -> {
                        throw e;
                    });
                    sleep(seconds(10));
                    trail.add("went on");
                })))
                .isSameAs(e);
        trail.is();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void ofTheBodyOfAGroupItIsNotWrapped(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    try {
                        taskGroup((TaskGroup tg) -> {
                            tg.createTask(() -> sleep(seconds(10)));
                            yieldNow();
                            throw e;
                        });
                    } catch (Throwable t) {
                        trail.add(t == e ? "itself" : t);
                        throw t;
                    }
                })))
                .isSameAs(e);
        trail.is("itself");
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void ofATaskInAGroupItIsNotWrapped(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> {
                    try {
                        taskGroup(tg -> {
                            tg.createTask(() -> failWhenCancelled());
                            tg.createTask(() -> {
                                sleep(seconds(1));
                                throw e;
                            });
                        });
                    } catch (ExceptionGroup group) {
                        trail.add("wrapped");
                        throw group;
                    }
                })))
                .isSameAs(e);
        trail.is();
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void throughATimeoutItPassesUnchanged(VirtualMachineError e) {
        assertThat(catchThrowable(() -> Loops.virtual(() -> timeout(seconds(5), () -> {
                    yieldNow();
                    throw e;
                }))))
                .isSameAs(e);
    }

    @Test
    void afterItTheLoopIsClosedAndTheThreadCanRunAnother() {
        var e = new OutOfMemoryError("test");
        var loop = new AtomicReference<EventLoop>();
        assertThat(catchThrowable(() -> run(() -> {
                    loop.set(getRunningLoop());
                    createTask(() -> {
                        throw e;
                    });
                    sleep(seconds(3600));
                })))
                .isSameAs(e);
        assertThat(loop.get().isClosed()).isTrue();
        assertThat(run(() -> sleep(millis(1), "another"))).isEqualTo("another");
    }

    @Test
    void aStackOverflowInATaskIsAnOrdinaryFailure() {
        Loops.virtual(() -> {
            var task = createTask(() -> overflow(1));
            assertThatThrownBy(task::await).isInstanceOf(StackOverflowError.class);
            assertThat(task.exception()).isInstanceOf(StackOverflowError.class);
            yieldNow();
            trail.add("went on");
        });
        trail.is("went on");
    }

    @Test
    void aStackOverflowInAGroupIsAMemberLikeAnyOther() {
        var e = new StackOverflowError("test");
        Loops.virtual(() -> {
            var thrown = catchThrowable(() -> taskGroup(tg -> {
                tg.createTask(() -> {
                    throw e;
                });
            }));
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            g -> assertThat(g.exceptions()).containsExactly(e));
        });
    }

    @Test
    void aStackOverflowInACallbackGoesToTheExceptionHandler() {
        var e = new StackOverflowError("test");
        var reports = Reports.of(() -> {
            getRunningLoop().callSoon(() -> {
                throw e;
            });
            yieldNow();
            yieldNow();
            trail.add("went on");
        });
        trail.is("went on");
        reports.areOnly("Exception in callback", e);
    }

    private static void failWhenCancelled() {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            throw new IllegalStateException("sibling");
        }
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + depth;
    }

    /** An error of the virtual machine nobody knows by name. */
    private static final class Broken extends VirtualMachineError {
        Broken() {
            super("test");
        }
    }
}
