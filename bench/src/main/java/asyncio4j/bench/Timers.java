package asyncio4j.bench;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;

import asyncio4j.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What timers leave behind: 100,000 of them, started and cancelled in random order, round after round.
public final class Timers {
    private static final int TIMERS = 100_000;
    private static final int ROUNDS = 20;

    private Timers() {}

    /// @param args "loop" to measure in this JVM; without, in one JVM for each engine
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            var exact = "-XX:+UseSerialGC"; // G1 counts in regions
            var flags = new ArrayList<>(Child.LAUNCHER);
            flags.add(exact);
            Child.run(Timers.class, flags, "loop");
            Child.run(Timers.class, List.of(exact), "loop");
            return;
        }
        run(() -> {
            round();
            Usage.now(); // so that what measuring itself needs is there
            long before = Usage.now().heap();
            long begin = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++) {
                round();
            }
            double each = (double) (System.nanoTime() - begin) / ROUNDS / TIMERS;
            System.out.printf(
                    "%,d timers started and cancelled, %d times, on %s: %.0f ns each, %,d bytes left%n",
                    TIMERS, ROUNDS, getRunningLoop().engine(), each, Usage.now().heap() - before);
        });
    }

    private static void round() {
        var loop = getRunningLoop();
        var random = RandomGenerator.getDefault();
        var handles = new TimerHandle[TIMERS];
        for (int i = 0; i < TIMERS; i++) {
            handles[i] = loop.callLater(Duration.ofMillis(1_000 + random.nextInt(1_000_000)), () -> {});
        }
        for (int i = TIMERS - 1; i > 0; i--) {
            int k = random.nextInt(i + 1);
            var swap = handles[i];
            handles[i] = handles[k];
            handles[k] = swap;
        }
        for (TimerHandle handle : handles) {
            handle.cancel();
        }
    }
}
