package asyncio4j.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.timeoutAt;
import static asyncio4j.Asyncio.waitFor;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.BrokenBarrierException;
import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.ErrorContext;
import asyncio4j.IncompleteReadException;
import asyncio4j.InvalidStateException;
import asyncio4j.KeyboardInterruptException;
import asyncio4j.LimitOverrunException;
import asyncio4j.QueueEmptyException;
import asyncio4j.QueueFullException;
import asyncio4j.QueueShutDownException;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The exceptions of the contract: their kinds, constructors and contents. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErrorsTest {
    private final Trail trail = new Trail();
    private Throwable seen;

    /** Those with constructors `()` and `(String)`. */
    static Stream<Class<? extends Throwable>> plain() {
        return Stream.of(
                CancelledError.class,
                AsyncTimeoutException.class,
                InvalidStateException.class,
                QueueEmptyException.class,
                QueueFullException.class,
                QueueShutDownException.class,
                BrokenBarrierException.class,
                DeadlockException.class,
                KeyboardInterruptException.class);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void eachHasAConstructorWithAndWithoutAMessage(Class<? extends Throwable> type) throws Exception {
        Throwable bare = type.getConstructor().newInstance();
        assertThat(bare.getMessage()).isNull();
        assertThat(bare.getCause()).isNull();
        Throwable told = type.getConstructor(String.class).newInstance("told");
        assertThat(told).hasMessage("told").hasNoCause();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void eachIsUnchecked(Class<? extends Throwable> type) {
        if (type == CancelledError.class) {
            assertThat(type).isAssignableTo(Error.class);
        } else {
            assertThat(type).isAssignableTo(RuntimeException.class);
        }
    }

    @Test
    void aDeadlockIsAnIllegalState() {
        assertThat(new DeadlockException("circle")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anIncompleteReadKeepsWhatWasRead() {
        byte[] read = {1, 2, 3};
        var e = new IncompleteReadException(read, 8);
        assertThat(e.partial()).containsExactly(1, 2, 3);
        assertThat(e.expected()).isEqualTo(8);
        assertThat(e).isInstanceOf(RuntimeException.class).hasMessage("3 bytes read on a total of 8 expected bytes");
        assertThat(new IncompleteReadException(read, -1))
                .hasMessage("3 bytes read on a total of undefined expected bytes");
    }

    @Test
    void anIncompleteReadIsNotChangedFromOutside() {
        byte[] read = {1, 2, 3};
        var e = new IncompleteReadException(read, 8);
        read[0] = 9;
        e.partial()[1] = 9;
        assertThat(e.partial()).containsExactly(1, 2, 3);
    }

    @Test
    void aLimitOverrunTellsHowMuchWasLookedAt() {
        assertThat(new LimitOverrunException(42).consumed()).isEqualTo(42);
        assertThat(new LimitOverrunException(42)).isInstanceOf(RuntimeException.class);
        var told = new LimitOverrunException("too long", 7);
        assertThat(told.consumed()).isEqualTo(7);
        assertThat(told).hasMessage("too long");
    }

    @Test
    void anErrorContextNeedsOnlyItsMessage() {
        var context = new ErrorContext("told", null, null, null);
        assertThat(context.message()).isEqualTo("told");
        assertThat(context.exception()).isNull();
        assertThat(context.future()).isNull();
        assertThat(context.handle()).isNull();
    }

    @Test
    void catchExceptionNeverSwallowsACancel() {
        Loops.virtual(() -> {
            var task = createTask(() -> {
                try {
                    sleep(seconds(10));
                } catch (Exception e) {
                    trail.add("swallowed");
                }
            });
            yieldNow();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            trail.is();
        });
    }

    @Test
    void theMessageOfACancellationIsThatGivenToCancelOrNull() {
        Loops.virtual(() -> {
            for (String message : new String[] {"not needed", null}) {
                var task = createTask(() -> sleep(seconds(10)));
                yieldNow();
                task.cancel(message);
                var e = catchThrowableOfType(CancelledError.class, task::await);
                assertThat(e.message()).isEqualTo(message);
            }
            var task = createTask(() -> sleep(seconds(10)));
            yieldNow();
            task.cancel();
            assertThat(catchThrowableOfType(CancelledError.class, task::await).message())
                    .isNull();
        });
    }

    @Test
    void aCancellationHasAStackTraceInDebugModeOnly() {
        for (boolean debug : new boolean[] {true, false}) {
            Loops.virtual(() -> {
                getRunningLoop().setDebug(debug);
                var task = createTask(() -> catchThrowable(() -> sleep(seconds(10))));
                yieldNow();
                task.cancel("why");
                var e = (CancelledError) task.await();
                assertThat(e.message()).isEqualTo("why");
                assertThat(e.getStackTrace().length > 0).isEqualTo(debug);
            });
        }
    }

    @Test
    void theCauseOfATimeoutIsTheCancellationItReplaced() {
        Loops.virtual(() -> {
            double soon = getRunningLoop().time() + 1;
            assertCausedByWhatWasSeen(catchThrowable(() -> timeoutAt(soon, () -> keepTheCancel())));
            assertCausedByWhatWasSeen(catchThrowable(() -> timeout(seconds(1), () -> keepTheCancel())));
            assertCausedByWhatWasSeen(catchThrowable(() -> waitFor(() -> keepTheCancel(), seconds(1))));
        });
    }

    private void assertCausedByWhatWasSeen(Throwable e) {
        assertThat(e).isInstanceOf(AsyncTimeoutException.class);
        assertThat(e.getCause()).isNotNull().isSameAs(seen);
    }

    private void keepTheCancel() {
        try {
            sleep(seconds(10));
        } catch (CancelledError e) {
            seen = e;
            throw e;
        }
    }
}
