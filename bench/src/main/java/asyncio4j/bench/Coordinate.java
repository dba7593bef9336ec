package asyncio4j.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Locks, semaphores, queues and generators, on one thread: next to `java.util.concurrent` in virtual threads, and to
/// Kotlin's coroutines.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Coordinate {
    private static final int OPS = 1_000_000;

    /// What is done.
    @State(Scope.Benchmark)
    public static class Work {
        /// With nobody else there: lockFree and semaphoreFree (acquire, release), queueFree (put, get). Messages:
        /// pingPong (two queues of 1), queue (of 100, one puts, one gets). Contended: lock (100 want it, with a
        /// yield in it). Generators: values.
        @Param({"lockFree", "semaphoreFree", "queueFree", "pingPong", "queue", "lock", "values"})
        public String work;
    }

    /// Tasks and `asyncio4j.sync`, `asyncio4j.iter`.
    @Benchmark
    @OperationsPerInvocation(OPS)
    public void asyncio4j(Loop loop, Work what) {
        loop.run(() -> {
            switch (what.work) {
                case "lockFree" -> Tasks.lockFree(OPS);
                case "semaphoreFree" -> Tasks.semaphoreFree(OPS);
                case "queueFree" -> Tasks.queueFree(OPS);
                case "pingPong" -> Workloads.pingPong(OPS);
                case "queue" -> Workloads.queue(OPS);
                case "lock" -> Workloads.lock(OPS);
                default -> Tasks.values(OPS);
            }
        });
    }

    /// Virtual threads on one carrier and `java.util.concurrent`; a `SynchronousQueue` in place of a generator.
    @Benchmark
    @OperationsPerInvocation(OPS)
    @Fork(
            value = 3,
            jvmArgsAppend = {Peer.ONE_CARRIER, Peer.AT_MOST_ONE})
    public void virtualThreads(Work what) throws InterruptedException {
        switch (what.work) {
            case "lockFree" -> Threads.lockFree(OPS);
            case "semaphoreFree" -> Threads.semaphoreFree(OPS);
            case "queueFree" -> Threads.queueFree(OPS);
            case "pingPong" -> Threads.pingPong(OPS);
            case "queue" -> Threads.queue(OPS);
            case "lock" -> Threads.lock(OPS);
            default -> Threads.values(OPS);
        }
    }

    /// Coroutines on one thread, `Mutex`, `Semaphore`, `Channel`; a `sequence`'s iterator in place of a generator.
    @Benchmark
    @OperationsPerInvocation(OPS)
    public void kotlin(Work what) {
        switch (what.work) {
            case "lockFree" -> Coroutines.lockFree(OPS);
            case "semaphoreFree" -> Coroutines.semaphoreFree(OPS);
            case "queueFree" -> Coroutines.queueFree(OPS);
            case "pingPong" -> Coroutines.pingPong(OPS);
            case "queue" -> Coroutines.queue(OPS);
            case "lock" -> Coroutines.lock(OPS);
            default -> Coroutines.values(OPS);
        }
    }
}
