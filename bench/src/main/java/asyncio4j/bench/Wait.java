package asyncio4j.bench;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.internal.engine.Strand;
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

/// What a wait costs above the bare switch: who waits, for what, since when, and whether a cancellation is due.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Wait {
    private static final int STACKS = 1_000;
    private static final int TURNS = 1_000;
    private static final int SWITCHES = STACKS * TURNS;

    /// A wait of a task, recorded.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void recorded(Loop loop) {
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < TURNS; i++) {
                Asyncio.yieldNow();
            }
            return TURNS;
        };
        loop.run(() -> Asyncio.gather(Collections.nCopies(STACKS, body)));
    }

    /// The stack alone is switched.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void bare(Loop loop) {
        Awaitable<Integer> body = () -> {
            Strand strand = Strand.current();
            for (int i = 0; i < TURNS; i++) {
                strand.park(true);
            }
            return TURNS;
        };
        loop.run(() -> Asyncio.gather(Collections.nCopies(STACKS, body)));
    }
}
