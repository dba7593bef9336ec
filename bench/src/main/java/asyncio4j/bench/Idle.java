package asyncio4j.bench;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.List;

/// What a loop costs that has nothing to do: processor time over 10 s, with 1,000 tasks asleep, on either engine.
public final class Idle {
    private static final int SECONDS = 10;

    private Idle() {}

    /// @param args "loop" to measure in this JVM; without, in one JVM for each engine
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            Child.run(Idle.class, Child.LAUNCHER, "loop");
            Child.run(Idle.class, List.of(), "loop");
            return;
        }
        run(() -> {
            for (int i = 0; i < 1_000; i++) {
                createTask(() -> sleep(Duration.ofHours(1)));
            }
            sleep(Duration.ofSeconds(3)); // the compilers come to rest
            long before = Usage.cpuNanos();
            sleep(Duration.ofSeconds(SECONDS));
            double percent = (Usage.cpuNanos() - before) / 1e7 / SECONDS;
            System.out.printf(
                    "idle on %s: %.2f %% of a processor%n", getRunningLoop().engine(), percent);
            Runtime.getRuntime().halt(0);
        });
    }
}
