package asyncio4j.testing.behaviour;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.taskGroup;
import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Engine;
import asyncio4j.Task;
import asyncio4j.TaskGroup;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.spi.LoopConfig;
import asyncio4j.sync.AsyncLock;
import asyncio4j.sync.AsyncQueue;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.ExploreReport;
import asyncio4j.testing.Fault;
import asyncio4j.testing.Simulation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same seed gives the same steps: a thousand times, and on both engines. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeterminismTest {
    /// A bit of everything; returns who had the lock, in order.
    static List<Integer> everything() {
        var order = new ArrayList<Integer>();
        var lock = new AsyncLock("stock");
        var queue = new AsyncQueue<Integer>(1);
        var tasks = new ArrayList<Task<?>>();
        for (int i = 0; i < 3; i++) {
            int n = i;
            tasks.add(createTask("user" + i, () -> {
                lock.with(() -> {
                    order.add(n);
                    yieldNow();
                });
                queue.put(n);
                try {
                    timeout(millis(n), () -> sleep(millis(1)));
                } catch (AsyncTimeoutException e) {
                    yieldNow();
                }
            }));
        }
        tasks.add(createTask("reader", () -> {
            try (var numbers = AsyncGenerator.of((AsyncGenerator.Yielder<Integer> y) -> {
                for (int i = 0; i < 3; i++) {
                    y.emit(queue.get());
                }
            })) {
                for (int _ : numbers) {
                    yieldNow();
                }
            }
        }));
        tasks.add(createTask(
                "group",
                () -> taskGroup((TaskGroup tg) -> {
                    tg.createTask(() -> sleep(millis(1)));
                    tg.createTask(() -> getRunningLoop().callSoon(() -> {}));
                })));
        gatherSettled(new ArrayList<>(tasks));
        return order;
    }

    private static String trace(long seed) {
        return catchThrowable(() -> Simulation.run(seed, () -> {
                    throw new IllegalStateException(everything().toString());
                }))
                .getSuppressed()[0]
                .getMessage();
    }

    @Test
    void sameSeedGivesTheSameTraceAThousandTimes() {
        Set<String> traces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            traces.add(trace(42));
        }
        assertThat(traces).singleElement().asString().contains("replay: v1;", "owns lock \"stock\"", "reader");
        traces.add(trace(43));
        assertThat(traces).hasSize(2);
    }

    private static ExploreReport found(Engine engine) {
        var options = ExploreOptions.defaults()
                .withEngine(engine)
                .withJitter(true)
                .withFault(new Fault.SpuriousDelays())
                .withFault(new Fault.EarlyTimeouts());
        return Simulation.explore(options, () -> assertThat(everything()).isNotEqualTo(List.of(2, 1, 0)));
    }

    @Test
    void traceAndReplayStringAreTheSameOnBothEngines() {
        assumeTrue(schedulerIsPermitted());
        ExploreReport scheduler = found(Engine.SCHEDULER);
        ExploreReport baton = found(Engine.BATON);
        assertThat(scheduler.failed()).isTrue();
        assertThat(baton.trace()).isEqualTo(scheduler.trace());
        assertThat(baton.replay()).isEqualTo(scheduler.replay());
        assertThat(baton.runs()).isEqualTo(scheduler.runs());
    }

    private static boolean schedulerIsPermitted() {
        try (var loop = LoopConfig.defaults().withEngine(Engine.SCHEDULER).newLoop()) {
            return loop.engine() == Engine.SCHEDULER;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
