package asyncio4j.bench;

import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// One switch: 1,000 stacks, each giving way to the next in turn.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Switch {
    private static final int STACKS = 1_000;
    private static final int TURNS = 1_000;
    private static final int SWITCHES = STACKS * TURNS;

    /// Tasks and `yieldNow`.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void asyncio4j(Loop loop) {
        Awaitable<Integer> body = () -> {
            for (int i = 0; i < TURNS; i++) {
                yieldNow();
            }
            return TURNS;
        };
        loop.run(() -> Asyncio.gather(Collections.nCopies(STACKS, body)));
    }

    /// Continuations in a ring, resumed by a loop that does nothing else: the floor.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    @Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
    public void continuations() {
        var scope = new ContinuationScope("bench"); // no field: the other forks must not see the class
        Runnable body = () -> {
            for (int i = 0; i < TURNS; i++) {
                Continuation.yield(scope);
            }
        };
        var ring = new Ring();
        for (int i = 0; i < STACKS; i++) {
            ring.add(new Continuation(scope, body));
        }
        while (ring.size() > 0) {
            var next = (Continuation) ring.poll();
            next.run();
            if (!next.isDone()) {
                ring.add(next);
            }
        }
    }

    /// Plain virtual threads and `Thread.yield`.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    @Fork(
            value = 3,
            jvmArgsAppend = {Peer.ONE_CARRIER, Peer.AT_MOST_ONE})
    public void virtualThreads() throws InterruptedException {
        Runnable body = () -> {
            for (int i = 0; i < TURNS; i++) {
                Thread.yield();
            }
        };
        Peer.run(() -> {
            var threads = new Thread[STACKS];
            for (int i = 0; i < STACKS; i++) {
                threads[i] = Thread.startVirtualThread(body);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
    }
}
