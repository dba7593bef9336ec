package asyncio4j.bench;

import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import asyncio4j.sync.AsyncLock;
import asyncio4j.testing.ExploreOptions;
import asyncio4j.testing.Simulation;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// What a simulation costs: a switch next to an ordinary one, and 1,000 runs of a test.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Simulated {
    private static final int TASKS = 100;
    private static final int TURNS = 1_000;
    private static final int SWITCHES = TASKS * TURNS;
    private static final int TWICE = 2; // an exploration checks its first run by a second

    private static void yields() {
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < TURNS; i++) {
                yieldNow();
            }
            return TURNS;
        };
        gather(Collections.nCopies(TASKS, body));
    }

    private static void tenTasks() {
        var lock = new AsyncLock();
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < 3; i++) {
                lock.with(() -> yieldNow());
            }
            return 3;
        };
        gather(Collections.nCopies(10, body));
    }

    private static void explored(Loop loop, int runs, Action body) {
        var options = ExploreOptions.defaults()
                .withEngine(loop.engine)
                .withRuns(runs)
                .withMaxSteps(10 * SWITCHES);
        Simulation.explore(options, body).throwIfFailed();
    }

    /// A switch of the ordinary loop.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void ordinary(Loop loop) {
        loop.run(Simulated::yields);
    }

    /// The same, each step chosen by chance.
    @Benchmark
    @OperationsPerInvocation(TWICE * SWITCHES)
    public void simulated(Loop loop) {
        explored(loop, 1, Simulated::yields);
    }

    /// 1,000 runs of ten tasks with a lock.
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void thousandRuns(Loop loop) {
        explored(loop, 1_000, Simulated::tenTasks);
    }
}
