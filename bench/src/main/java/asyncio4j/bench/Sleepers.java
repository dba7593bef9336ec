package asyncio4j.bench;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;

import asyncio4j.Action;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What a sleeping task costs: a million of them, in a JVM with the launcher's flags, in one without any, and virtual
/// threads in one without any. Without arguments it runs all three.
public final class Sleepers {
    private static final Duration LONG = Duration.ofHours(1);
    private static Object kept; // so that nothing is collected

    private Sleepers() {}

    /// @param args MODE and, if wanted, how many; without a mode all three
    public static void main(String[] args) throws Exception {
        int n = args.length < 2 ? 1_000_000 : Integer.parseInt(args[1]);
        String mode = args.length == 0 ? "all" : args[0];
        switch (mode) {
            case "all" -> all(n);
            case "tasks" -> tasks(n);
            case "threads" -> threads(n);
            default -> throw new IllegalArgumentException(mode + ": use all, tasks or threads");
        }
    }

    private static void all(int n) throws Exception {
        System.out.printf("%,d sleepers; per sleeper:%n", n);
        System.out.printf("%-34s %11s %11s %9s %9s%n", "", "live heap B", "resident B", "CPU us", "wall us");
        Child.run(Sleepers.class, Child.LAUNCHER, "tasks", "" + n);
        Child.run(Sleepers.class, List.of(), "tasks", "" + n);
        Child.run(Sleepers.class, List.of(), "threads", "" + n);
    }

    private static void tasks(int n) {
        Action sleeper = () -> sleep(LONG);
        run(() -> {
            createTask(sleeper); // so that what the first one needs is there
            yieldNow();
            var before = Usage.now();
            for (int i = 0; i < n; i++) {
                createTask(sleeper);
            }
            yieldNow();
            report("asyncio4j, " + getRunningLoop().engine(), before, n);
        });
    }

    private static void threads(int n) throws InterruptedException {
        var asleep = new AtomicInteger();
        Action sleeper = () -> {
            asleep.getAndIncrement();
            Thread.sleep(LONG);
        };
        var threads = new Thread[n];
        kept = threads;
        Peer.start(sleeper);
        var before = Usage.now();
        for (int i = 0; i < n; i++) {
            threads[i] = Peer.start(sleeper);
        }
        while (asleep.get() <= n) {
            Thread.sleep(1);
        }
        report("virtual threads", before, n);
    }

    private static void report(String who, Usage before, int n) {
        var now = Usage.now();
        System.out.printf(
                "%-34s %11.0f %11.0f %9.2f %9.2f%n",
                who,
                (double) (now.heap() - before.heap()) / n,
                (double) (now.resident() - before.resident()) / n,
                (now.cpu() - before.cpu()) / 1e3 / n,
                (now.wall() - before.wall()) / 1e3 / n);
        Runtime.getRuntime().halt(0); // with everybody asleep
    }
}
