package asyncio4j.bench;

import static asyncio4j.Asyncio.timeout;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Awaitable;
import java.time.Duration;
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
import org.openjdk.jmh.infra.Blackhole;

/// `timeout` around a call that does not expire, and the call alone; `-prof gc` tells what it allocates.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TimeoutScope {
    private static final int CALLS = 500_000;
    private static final Duration LONG = Duration.ofSeconds(10);

    /// What is called.
    @State(Scope.Benchmark)
    public static class Call {
        /// A call that returns at once, and one that suspends.
        @Param({"returns", "yields"})
        public String call;

        private int calls;

        Awaitable<Integer> body() {
            return call.equals("returns")
                    ? () -> calls++
                    : () -> {
                        yieldNow();
                        return calls++;
                    };
        }
    }

    /// The call in a `timeout`.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void within(Loop loop, Call call, Blackhole hole) {
        var body = call.body();
        loop.run(() -> {
            for (int i = 0; i < CALLS; i++) {
                hole.consume(timeout(LONG, body));
            }
        });
    }

    /// The call alone.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void alone(Loop loop, Call call, Blackhole hole) {
        var body = call.body();
        loop.run(() -> {
            for (int i = 0; i < CALLS; i++) {
                hole.consume(body.await());
            }
        });
    }
}
