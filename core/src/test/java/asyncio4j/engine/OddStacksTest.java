package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import asyncio4j.Action;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.OnEngine;
import asyncio4j.kit.Trail;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Suspending from deep stacks, from below the JDK, and where a stack cannot be left. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OddStacksTest {
    private final Trail trail = new Trail();

    @Test
    void taskSuspendsFromADeepStack() {
        Loops.virtual(() -> {
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 20; i++) {
                tasks.add(createTask(() -> deep(2_000)));
            }
            for (var t : tasks) {
                assertThat(t.await()).isEqualTo(2_000);
            }
        });
    }

    private static int deep(int depth) {
        if (depth == 0) {
            sleep(seconds(1));
            return 0;
        }
        return deep(depth - 1) + 1;
    }

    @Test
    void taskSuspendsInsideCodeOfTheJdkThatCallsBack() {
        Loops.virtual(() -> {
            var items = new ArrayList<>(List.of(3, 1, 2));
            var other = createTask(() -> trail.add("other"));
            items.sort((a, b) -> {
                yieldNow();
                return a.compareTo(b);
            });
            assertThat(items).containsExactly(1, 2, 3);
            assertThat(other.isDone()).isTrue();
        });
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void suspendingInAClassInitialiserIsRefusedAndHarmsNothing() {
        WaitTarget bell = () -> "bell";
        Loops.virtual(() -> {
            for (Action use : new Action[] {() -> Yielding.touch(), () -> Sleeping.touch(), () -> Waiting.touch()}) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(ExceptionInInitializerError.class)
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("class initialiser");
                double begin = getRunningLoop().time();
                sleep(seconds(5));
                assertThat(getRunningLoop().time() - begin).isCloseTo(5, within(1e-6));
                Task<?> me = Waits.currentTask();
                var rings = createTask(() -> {
                    trail.add("rings");
                    Waits.unpark(me);
                });
                Waits.park(bell);
                trail.add("heard");
                rings.await();
            }
        });
        trail.is("rings", "heard", "rings", "heard", "rings", "heard");
    }

    @Test
    void taskThatDoesNotYieldHoldsItsLoopAndNoOther() {
        run(() -> {
            long end = System.nanoTime() + 20_000_000;
            createTask(() -> trail.add("later"));
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            trail.add("busy one");
            yieldNow();
        });
        trail.is("busy one", "later");
    }

    private static Task<Void> napping() {
        return createTask(() -> sleep(seconds(1)));
    }

    private static final class Yielding {
        static {
            yieldNow();
        }

        static void touch() {}
    }

    private static final class Sleeping {
        static {
            sleep(seconds(3));
        }

        static void touch() {}
    }

    private static final class Waiting {
        static final Object VALUE = napping().await();

        static void touch() {}
    }
}
