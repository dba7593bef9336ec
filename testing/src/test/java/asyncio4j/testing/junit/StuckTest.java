package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.testing.junit.Inner.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.CancelledError;
import asyncio4j.sync.AsyncEvent;
import asyncio4j.testing.AsyncTest;
import asyncio4j.testing.Explore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that never end do not hold up the others. */
class StuckTest {
    private static volatile AtomicBoolean released = new AtomicBoolean(); // of the present test
    private static volatile int cleanups;

    private static void hold() {
        AtomicBoolean mine = released;
        while (!mine.get()) {
            Thread.onSpinWait();
        }
    }

    private static void refuseToEnd() {
        AtomicBoolean mine = released;
        while (!mine.get()) {
            try {
                sleep(millis(20));
            } catch (CancelledError e) {
                // goes on
            }
        }
    }

    @Tag("example")
    static class Holds {
        @AsyncTest(timeout = 0.5)
        void theLoop() {
            createTask("bystander", () -> new AsyncEvent().await());
            yieldNow();
            hold();
        }

        @AfterEach
        void cleanUp() {
            cleanups++;
        }
    }

    @Tag("example")
    static class Refuses {
        @AsyncTest(timeout = 0.5)
        void toEnd() {
            createTask("stubborn", StuckTest::refuseToEnd).await();
        }
    }

    @Tag("example")
    static class LeavesBehind {
        @AsyncTest(timeout = 0.5)
        void aTaskThatRefusesToEnd() {
            createTask("stubborn", StuckTest::refuseToEnd);
            yieldNow();
        }
    }

    @Tag("example")
    static class Explored {
        @Explore(timeout = 0.5)
        void holdsTheLoop() {
            hold();
        }

        @Explore(timeout = 0.5, runs = Integer.MAX_VALUE)
        void runsForLong() {
            yieldNow();
        }
    }

    @BeforeEach
    void begin() {
        released = new AtomicBoolean();
        cleanups = 0;
    }

    @AfterEach
    void end() {
        released.set(true); // so that no thread goes on
    }

    @Test
    void aTestThatHoldsTheLoopIsLeftToItself() {
        assertThat(failureOf(Holds.class, "theLoop"))
                .hasMessageContainingAll(
                        "theLoop did not end within 0.5 s, and did not stop when asked to",
                        "bystander",
                        "StuckTest.hold(StuckTest.java:");
        assertThat(cleanups).as("its loop can run nothing more").isZero();
    }

    @Test
    void aTestThatRefusesToBeCancelledIsLeftToItself() {
        assertThat(failureOf(Refuses.class, "toEnd"))
                .hasMessageContainingAll(
                        "toEnd did not end within 0.5 s, and did not stop when asked to",
                        "stubborn",
                        "StuckTest.refuseToEnd(StuckTest.java:");
    }

    @Test
    void aLeftTaskThatRefusesToBeCancelledIsLeftToItself() {
        assertThat(failureOf(LeavesBehind.class, "aTaskThatRefusesToEnd"))
                .hasMessageContainingAll("clearing up after the test did not end", "stubborn", "refuseToEnd");
    }

    @Test
    void anExplorationThatHoldsItsLoopIsLeftToItself() {
        assertThat(failureOf(Explored.class, "holdsTheLoop"))
                .hasMessageContainingAll("did not stop when asked to", "StuckTest.hold(StuckTest.java:");
    }

    @Test
    void anExplorationThatTakesTooLongSaysHowFarItCame() {
        assertThat(failureOf(Explored.class, "runsForLong"))
                .hasMessageContaining("runsForLong did not end within 0.5 s")
                .cause()
                .hasMessageContaining("interrupted while exploring, in run");
    }
}
