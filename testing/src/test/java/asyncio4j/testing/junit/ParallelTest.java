package asyncio4j.testing.junit;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import asyncio4j.EventLoop;
import asyncio4j.testing.AsyncTest;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Test classes that run at the same time. */
class ParallelTest {
    private static final CyclicBarrier TOGETHER = new CyclicBarrier(3);
    private static final Set<EventLoop> LOOPS = ConcurrentHashMap.newKeySet();

    static class MeetsTheOthers {
        @AsyncTest(timeout = 60)
        void meets(EventLoop loop) {
            toThread(ParallelTest::meet); // while it waits, the loop is its own
            assertThat(getRunningLoop()).isSameAs(loop);
            LOOPS.add(loop);
        }
    }

    private static int meet() throws InterruptedException, BrokenBarrierException, TimeoutException {
        return TOGETHER.await(50, TimeUnit.SECONDS);
    }

    @Tag("example")
    static class One extends MeetsTheOthers {}

    @Tag("example")
    static class Two extends MeetsTheOthers {}

    @Tag("example")
    static class Three extends MeetsTheOthers {}

    @Test
    void classesRunInParallelEachTestOnItsOwnLoop() {
        LOOPS.clear();
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .selectors(
                        selectClass(One.class),
                        selectClass(Two.class),
                        selectClass(Three.class),
                        selectClass(AsyncTestTest.class),
                        selectClass(HelpersTest.class))
                .execute()
                .testEvents()
                .assertStatistics(s -> s.failed(0));
        assertThat(LOOPS).hasSize(3);
    }
}
