package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.CancelledError;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.Timeout;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines inside deadlines and beside outside cancels: each reports its own expiry only. */
@org.junit.jupiter.api.Timeout(value = 20, threadMode = org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD)
class TimeoutNestingTest {
    private final Trail trail = new Trail();
    private final AtomicReference<Timeout> outer = new AtomicReference<>();
    private final AtomicReference<Timeout> inner = new AtomicReference<>();

    @ParameterizedTest // timeout-1
    @ValueSource(booleans = {true, false})
    void anOutsideCancelInTheTurnOfTheExpiryComesOutAsItself(boolean cancelFirst) {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            if (cancelFirst) {
                getRunningLoop().callLater(seconds(1), me::cancel);
            }
            var e = catchThrowable(() -> timeout(seconds(1), t -> {
                outer.set(t);
                if (!cancelFirst) {
                    getRunningLoop().callLater(seconds(1), me::cancel);
                }
                sleep(seconds(10));
            }));
            assertThat(e).isInstanceOf(CancelledError.class);
            assertThat(outer.get().expired()).isTrue();
            assertThat(me.cancelling()).isEqualTo(1);
            me.uncancel();
        });
    }

    @Test // timeout-3
    void aTimeoutInsideTheCleanupOfAnotherIsItsOwn() {
        var caught = new AtomicReference<Throwable>();
        Loops.virtual(() -> {
            double start = getRunningLoop().time();
            var e = catchThrowable(() -> timeout(seconds(1), () -> {
                try {
                    sleep(seconds(10));
                } finally {
                    caught.set(catchThrowable(() -> timeout(millis(10), () -> sleep(seconds(10)))));
                }
            }));
            assertThat(caught.get()).isInstanceOf(AsyncTimeoutException.class);
            assertThat(e).isInstanceOf(AsyncTimeoutException.class).isNotSameAs(caught.get());
            assertThat(caught.get().getCause()).isInstanceOf(CancelledError.class);
            assertThat(e.getCause())
                    .isInstanceOf(CancelledError.class)
                    .isNotSameAs(caught.get().getCause());
            assertThat(getRunningLoop().time()).isCloseTo(start + 1.01, within(1e-6));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test // timeout-4
    void ofTwoEqualDeadlinesOneTimeoutComesOutOfTheOuterBlock() {
        Loops.virtual(() -> {
            double deadline = getRunningLoop().time() + 1;
            var e = catchThrowable(() -> timeoutAt(deadline, o -> {
                outer.set(o);
                try {
                    timeoutAt(deadline, i -> {
                        inner.set(i);
                        noteCancel("at sleep", () -> sleep(seconds(10)));
                    });
                } catch (CancelledError c) {
                    trail.add("between");
                    throw c;
                }
            }));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class);
            trail.is("at sleep", "between");
            assertThat(outer.get().expired()).isTrue();
            assertThat(inner.get().expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test // timeout-9
    void aCancelInsideTheBlockIsNoTimeoutAfterAnEarlierCancelWasSwallowed() {
        Loops.virtual(() -> {
            Task<?> me = currentTask();
            swallowACancel();
            getRunningLoop().callLater(millis(500), me::cancel);
            var e = catchThrowable(() -> timeout(seconds(1), t -> {
                outer.set(t);
                sleep(seconds(10));
            }));
            assertThat(e).isInstanceOf(CancelledError.class);
            assertThat(outer.get().expired()).isFalse();
            assertThat(me.cancelling()).isEqualTo(2);
        });
    }

    @ParameterizedTest // timeout-10
    @ValueSource(ints = {50, 100, 150})
    void theOuterDeadlineStrikesAlsoWhenTheLoopWasBusyPastTheInnerOne(int busyMillis) {
        var time = new VirtualTime();
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(time::loop))) {
            runner.run(() -> {
                double start = getRunningLoop().time();
                var e = catchThrowable(() -> timeout(millis(100), o -> {
                    outer.set(o);
                    try {
                        timeout(millis(10), () -> {
                            time.elapse(millis(busyMillis));
                            sleep(seconds(1));
                        });
                    } catch (AsyncTimeoutException caught) {
                        trail.add("inner");
                    }
                    sleep(seconds(10));
                }));
                assertThat(e).isInstanceOf(AsyncTimeoutException.class);
                assertThat(outer.get().expired()).isTrue();
                assertThat(getRunningLoop().time()).isCloseTo(start + Math.max(100, busyMillis) / 1000.0, within(1e-6));
                assertThat(currentTask().cancelling()).isZero();
                if (busyMillis < 100) {
                    trail.is("inner");
                }
            });
        }
    }

    @Test // timeout-11
    void aCancelSwallowedBeforeTheBlockDoesNotHideTheTimeout() {
        Loops.virtual(() -> {
            swallowACancel();
            assertThatThrownBy(() -> timeout(Duration.ZERO, () -> sleep(seconds(10))))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThatThrownBy(() -> timeout(seconds(1), () -> sleep(seconds(10))))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThatThrownBy(() -> waitFor(() -> sleep(seconds(10)), seconds(1)))
                    .isInstanceOf(AsyncTimeoutException.class);
            assertThat(currentTask().cancelling()).isEqualTo(1);
        });
    }

    @Test
    void theInnerDeadlineIsReportedByTheInnerBlockAlone() {
        Loops.virtual(() -> {
            String got = timeout(seconds(10), o -> {
                outer.set(o);
                assertThatThrownBy(() -> timeout(seconds(1), () -> sleep(seconds(5))))
                        .isInstanceOf(AsyncTimeoutException.class);
                return sleep(seconds(1), "goes on");
            });
            assertThat(got).isEqualTo("goes on");
            assertThat(outer.get().expired()).isFalse();
        });
    }

    @Test
    void theInnerTimeoutPassesThroughTheOuterBlockAsItIs() {
        var seen = new AtomicReference<Throwable>();
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(seconds(10), o -> {
                outer.set(o);
                try {
                    timeout(seconds(1), () -> sleep(seconds(5)));
                } catch (AsyncTimeoutException t) {
                    seen.set(t);
                    throw t;
                }
            }));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class).isSameAs(seen.get());
            assertThat(outer.get().expired()).isFalse();
        });
    }

    @Test
    void theOuterDeadlinePassesThroughTheInnerBlockAsACancellation() {
        Loops.virtual(() -> {
            var e = catchThrowable(() -> timeout(
                    seconds(1),
                    () -> noteCancel(
                            "between",
                            () -> timeout(seconds(5), i -> {
                                inner.set(i);
                                sleep(seconds(9));
                            }))));
            assertThat(e).isInstanceOf(AsyncTimeoutException.class);
            trail.is("between");
            assertThat(inner.get().expired()).isFalse();
        });
    }

    @Test
    void aCancelFromOutsideIsNoTimeout() {
        Loops.virtual(() -> {
            var task = createTask(() -> timeout(seconds(5), t -> {
                outer.set(t);
                sleep(seconds(9));
            }));
            sleep(seconds(1));
            task.cancel("outside");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(outer.get().expired()).isFalse();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    private void noteCancel(String where, asyncio4j.Action body) throws Exception {
        try {
            body.run();
        } catch (CancelledError e) {
            trail.add(where);
            throw e;
        }
    }

    private static void swallowACancel() {
        currentTask().cancel();
        assertThatThrownBy(() -> yieldNow()).isInstanceOf(CancelledError.class);
        assertThat(currentTask().cancelling()).isEqualTo(1);
    }
}
