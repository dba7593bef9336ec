package asyncio4j.programs;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Engine;
import asyncio4j.kit.OnEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P08's blocking variant: what a plain thread sleep does to the other tasks. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingProgramsTest {
    private int ticks;

    private int ticksDuringABlockingSleep() {
        return run(() -> {
            createTask(() -> {
                while (true) {
                    sleep(millis(10));
                    ticks++;
                }
            });
            yieldNow();
            Thread.sleep(300);
            return ticks;
        });
    }

    @Test
    @OnEngine(Engine.SCHEDULER)
    void aBlockingSleepSuspendsOnlyItsTask() { // P08
        assertThat(ticksDuringABlockingSleep()).isGreaterThan(3);
    }

    @Test
    @OnEngine(Engine.BATON)
    void aBlockingSleepHoldsTheLoop() { // P08
        assertThat(ticksDuringABlockingSleep()).isZero();
    }
}
