package asyncio4j.engine;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.kit.Loops;
import asyncio4j.kit.Trail;
import asyncio4j.spi.Waits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stack that waits for its next task really waits. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpareStackTest {
    private final Trail trail = new Trail();

    @Test
    void wakeUpThatATaskNeverTookDoesNotLoseTheNextTask() {
        Loops.virtual(() -> {
            createTask(() -> Waits.unpark(Waits.currentTask()));
            yieldNow();
            createTask(() -> trail.add("next")).await();
            createTask(() -> trail.add("and next")).await();
        });
        trail.is("next", "and next");
    }
}
