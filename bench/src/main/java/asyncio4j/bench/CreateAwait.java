package asyncio4j.bench;

import static asyncio4j.Asyncio.createTask;

import asyncio4j.Awaitable;
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

/// A task that does not suspend: made, run and awaited, one at a time. The one that awaits is suspended each time.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CreateAwait {
    private static final int TASKS = 300_000;

    /// `createTask(..).await()`.
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void asyncio4j(Loop loop, Blackhole hole) {
        var made = new int[1];
        Awaitable<Integer> body = () -> made[0]++;
        loop.run(() -> {
            for (int i = 0; i < TASKS; i++) {
                hole.consume(createTask(body).await());
            }
        });
    }

    /// A plain virtual thread, started and joined.
    @Benchmark
    @OperationsPerInvocation(TASKS)
    @Fork(
            value = 3,
            jvmArgsAppend = {Peer.ONE_CARRIER, Peer.AT_MOST_ONE})
    public void virtualThreads() throws InterruptedException {
        var made = new int[1];
        Runnable body = () -> made[0]++;
        Peer.run(() -> {
            for (int i = 0; i < TASKS; i++) {
                Thread.startVirtualThread(body).join();
            }
        });
    }
}
