package asyncio4j.bench;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
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
import org.openjdk.jmh.infra.Blackhole;

/// A task that does not suspend: made, run and awaited, 1,000 at once.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Spawn {
    private static final int BATCH = 1_000;
    private static final int BATCHES = 500;
    private static final int TASKS = BATCH * BATCHES;

    /// Tasks and `gather`.
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void asyncio4j(Loop loop, Blackhole hole) {
        var made = new int[1];
        Awaitable<Integer> body = () -> made[0]++;
        var bodies = Collections.nCopies(BATCH, body);
        loop.run(() -> {
            for (int i = 0; i < BATCHES; i++) {
                hole.consume(Asyncio.gather(bodies));
            }
        });
    }

    /// Plain virtual threads, started and joined.
    @Benchmark
    @OperationsPerInvocation(TASKS)
    @Fork(
            value = 3,
            jvmArgsAppend = {Peer.ONE_CARRIER, Peer.AT_MOST_ONE})
    public void virtualThreads() throws InterruptedException {
        var made = new int[1];
        Runnable body = () -> made[0]++;
        Peer.run(() -> {
            var threads = new Thread[BATCH];
            for (int i = 0; i < BATCHES; i++) {
                for (int k = 0; k < BATCH; k++) {
                    threads[k] = Thread.startVirtualThread(body);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
            }
        });
    }
}
