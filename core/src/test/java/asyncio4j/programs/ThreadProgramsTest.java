package asyncio4j.programs;

import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.ContextVar;
import asyncio4j.Task;
import asyncio4j.kit.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work handed to other threads. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadProgramsTest {
    private final Trail out = new Trail();
    private int ticks; // loop only

    private Task<Void> startTicker() {
        return createTask(() -> {
            while (true) {
                sleep(millis(5));
                ticks++;
            }
        });
    }

    @Test
    void cpuWorkInAnExecutor() { // P09
        run(() -> {
            var ticker = createTask(() -> {
                for (int i = 0; i < 5; i++) {
                    sleep(millis(2));
                }
                return "ticker finished";
            });
            out.add(getRunningLoop()
                    .runInExecutor(null, () -> sumOfSquares(1_000_000))
                    .await());
            out.add(toThread(() -> sumOfSquares(1_000_000)));
            out.add(ticker.await());
        });
        out.is("333332833333500000", "333332833333500000", "ticker finished");
    }

    private static long sumOfSquares(long below) {
        return LongStream.range(0, below).map(n -> n * n).sum();
    }

    @Test
    void twoSleepsOverlapABlockingOneGoesToAThread() { // P35
        run(() -> {
            double start = getRunningLoop().time();
            gather(() -> sleep(seconds(1)), () -> sleep(seconds(1)));
            out.add("pair overlapped: " + (getRunningLoop().time() - start < 1.5));
            startTicker();
            toThread(() -> Thread.sleep(200));
            out.add("sync done, loop free: " + (ticks > 0));
        });
        out.is("pair overlapped: true", "sync done, loop free: true");
    }

    private static String blocking() throws InterruptedException {
        Thread.sleep(20);
        return "sync result";
    }

    @Test
    void aBlockingFunctionInTwoPools() { // P37
        try (var own = Executors.newFixedThreadPool(1)) {
            run(() -> {
                var loop = getRunningLoop();
                var both =
                        gather(loop.runInExecutor(null, () -> blocking()), loop.runInExecutor(null, () -> blocking()));
                out.add(String.join(", ", both));
                out.add(loop.runInExecutor(own, () -> blocking()).await());
            });
        }
        out.is("sync result, sync result", "sync result");
    }

    @Test
    void threadsFillAThreadSafeQueue() { // P41
        run(() -> {
            var queue = new ConcurrentLinkedQueue<Integer>();
            var puts = new ArrayList<AsyncFuture<Boolean>>();
            for (int i = 0; i < 10; i++) {
                int n = i;
                puts.add(getRunningLoop().runInExecutor(null, () -> queue.add(n)));
            }
            gather(puts);
            out.add(queue.size() + " " + queue.stream().sorted().toList());
        });
        out.is("10 [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
    }

    private static final ContextVar<String> USER = ContextVar.of("user", "nobody");

    private static int add(int a, int b) throws InterruptedException {
        Thread.sleep(5);
        return a + b;
    }

    @Test
    void aBlockingCallInAThreadWithArgumentsAndContext() { // P58
        run(() -> {
            var alice = createTask(() -> {
                USER.set("alice");
                return toThread(() -> add(1, 2) + " " + USER.get());
            });
            out.add(alice.await());
            out.add(toThread(() -> USER.get()));
        });
        out.is("3 alice", "nobody");
    }

    @Test
    void aPoolOfThreeSubmitFiveReadInOrder() { // P64
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        try (var pool = Executors.newFixedThreadPool(3)) {
            run(() -> {
                List<AsyncFuture<Integer>> squares = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    int n = i;
                    squares.add(getRunningLoop().runInExecutor(pool, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.sleep(20);
                        inside.decrementAndGet();
                        return n * n;
                    }));
                }
                for (AsyncFuture<Integer> square : squares) {
                    out.add("Result: " + square.await());
                }
            });
        }
        out.add("at most three: " + (most.get() <= 3));
        out.is("Result: 0", "Result: 1", "Result: 4", "Result: 9", "Result: 16", "at most three: true");
    }
}
