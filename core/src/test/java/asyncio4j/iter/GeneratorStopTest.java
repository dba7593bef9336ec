package asyncio4j.iter;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.kit.Trail;
import asyncio4j.sync.AsyncEvent;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generators that a second task may close. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GeneratorStopTest {
    /** Emits 1, then waits until it is stopped. */
    private static AsyncGenerator<Integer> oneThenSilence(Trail trail) {
        var stopped = new AsyncEvent();
        return AsyncGenerator.of(
                y -> {
                    try {
                        y.emit(1);
                        stopped.await();
                    } finally {
                        trail.add("finally");
                    }
                },
                stopped::set);
    }

    @Test
    void closeFromAnotherTaskEndsTheLoopThatWaits() {
        var trail = new Trail();
        run(() -> {
            var values = oneThenSilence(trail);
            var consumer = createTask(() -> {
                for (int value : values) {
                    trail.add(value);
                }
                trail.add("end");
                assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
            });
            yieldNow();
            values.close();
            trail.add("closed");
            consumer.await();
            assertThat(values).hasToString("AsyncGenerator[over]");
        });
        trail.is(1, "closed", "finally", "end");
    }

    @Test
    void closeOfAnOperatorReachesItsSource() {
        var trail = new Trail();
        run(() -> {
            var values = oneThenSilence(trail).map(n -> n * 10).filter(n -> n > 0);
            var consumer = createTask(values::toList);
            yieldNow();
            values.close();
            assertThat(consumer.await()).containsExactly(10);
        });
        trail.is("finally");
    }

    @Test
    void closeOfAMergeReachesAllItsSources() {
        var trail = new Trail();
        run(() -> {
            var values = AsyncGenerator.merge(oneThenSilence(trail), oneThenSilence(trail));
            var consumer = createTask(values::toList);
            for (int i = 0; i < 10; i++) {
                yieldNow();
            }
            values.close();
            assertThat(consumer.await()).containsExactly(1, 1);
        });
        trail.is("finally", "finally");
    }

    @Test
    void whenNobodyWaitsCloseIsAsEver() {
        var trail = new Trail();
        run(() -> {
            var values = oneThenSilence(trail);
            values.next();
            values.close();
            trail.add("closed");
        });
        trail.is("finally", "closed");
    }

    @Test
    void closeFromAnotherThreadIsRefused() {
        var trail = new Trail();
        run(() -> {
            var stopped = new AsyncEvent();
            var values = AsyncGenerator.<Integer>of(_ -> stopped.await(), () -> {
                trail.add("stop");
                stopped.set();
            });
            var consumer = createTask(values::toList);
            yieldNow();
            toThread(() -> {
                assertThatThrownBy(values::close)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("callSoonThreadsafe");
            });
            trail.is();
            values.close();
            assertThat(consumer.await()).isEmpty();
        });
        trail.is("stop");
    }
}
