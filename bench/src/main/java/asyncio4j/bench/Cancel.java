package asyncio4j.bench;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Action;
import asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Cancelling 200,000 sleeping tasks and awaiting their ends; that they were made and went to sleep is not counted.
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(3)
public class Cancel {
    private static final int SLEEPERS = 200_000;
    private static final Duration LONG = Duration.ofHours(1);

    /// Tasks that sleep.
    @State(Scope.Benchmark)
    public static class Tasks {
        private final List<Task<?>> tasks = new ArrayList<>();

        /// Makes them.
        @Setup(Level.Invocation)
        public void sleepers(Loop loop) {
            tasks.clear();
            Action body = () -> sleep(LONG);
            loop.run(() -> {
                for (int i = 0; i < SLEEPERS; i++) {
                    tasks.add(createTask(body));
                }
                yieldNow();
            });
        }
    }

    /// Virtual threads that sleep.
    @State(Scope.Benchmark)
    public static class Threads {
        private final Thread[] threads = new Thread[SLEEPERS];

        /// Makes them.
        @Setup(Level.Invocation)
        public void sleepers() throws InterruptedException {
            Action body = () -> {
                try {
                    Thread.sleep(LONG);
                } catch (InterruptedException e) {
                    return;
                }
                throw new IllegalStateException("woke up");
            };
            Peer.run(() -> {
                for (int i = 0; i < SLEEPERS; i++) {
                    threads[i] = Peer.start(body);
                }
                Thread.yield();
            });
        }
    }

    /// `cancel` and `gatherSettled`.
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public void asyncio4j(Loop loop, Tasks sleeping, Blackhole hole) {
        loop.run(() -> {
            for (Task<?> task : sleeping.tasks) {
                task.cancel();
            }
            hole.consume(gatherSettled(sleeping.tasks));
        });
    }

    /// `interrupt` and `join`.
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    @Fork(
            value = 3,
            jvmArgsAppend = {Peer.ONE_CARRIER, Peer.AT_MOST_ONE})
    public void virtualThreads(Threads sleeping) throws InterruptedException {
        Peer.run(() -> {
            for (Thread thread : sleeping.threads) {
                thread.interrupt();
            }
            for (Thread thread : sleeping.threads) {
                thread.join();
            }
        });
    }
}
