package asyncio4j.bench;

import static asyncio4j.Asyncio.run;

import asyncio4j.Runner;
import java.util.Arrays;
import java.util.Locale;

/// One of the [Workloads], warmed up, timed and reported in one line of JSON, as the peers of `bench/compare` do it.
public final class Micro {
    private final String workload;
    private final int size;
    private final int repetitions;
    private final double warmUp; // seconds
    private final double budget; // seconds, after which nothing is repeated any more

    private Micro(String[] args) {
        workload = args[0];
        size = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        repetitions = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        warmUp = args.length > 3 ? Double.parseDouble(args[3]) : 2;
        budget = args.length > 4 ? Double.parseDouble(args[4]) : 6;
    }

    /// @param args WORKLOAD [SIZE [REPETITIONS [WARM-UP-SECONDS [BUDGET-SECONDS]]]]
    public static void main(String[] args) {
        if (args.length == 0) {
            throw new IllegalArgumentException("which workload? pingpong, for example");
        }
        var micro = new Micro(args);
        if (micro.workload.equals("parked")) {
            micro.parked();
        } else {
            micro.timed();
        }
    }

    private void timed() {
        var work = Workloads.named(workload);
        boolean sleepers = workload.equals("sleepers");
        boolean memory = sleepers || workload.equals("cancel");
        try (var runner = new Runner()) {
            int few = Math.max(1_000, sleepers ? size / 100 : size / 10);
            long begin = System.nanoTime();
            do { // short runs, so that the compilers see the loops from their beginning
                runner.run(() -> work.run(few));
            } while (!sleepers && seconds(begin) < warmUp);
            if (memory) {
                System.gc();
            }
            double resident = Usage.mebibytes("VmRSS");

            var times = new double[repetitions];
            int done = 0;
            long ops = 0;
            long cpu = Usage.cpuNanos();
            begin = System.nanoTime();
            while (done < repetitions && (done == 0 || seconds(begin) < budget)) {
                long start = System.nanoTime();
                ops = runner.run(() -> work.run(size));
                times[done++] = seconds(start);
            }
            double cpuEach = (Usage.cpuNanos() - cpu) / 1e9 / done; // the clock moves in steps of 10 ms
            times = Arrays.copyOf(times, done);
            Arrays.sort(times);
            double peak = Usage.mebibytes("VmHWM");
            String more = String.format(
                    Locale.ROOT, ", \"min_ns_per_op\": %.1f, \"timed_reps\": %d", times[0] * 1e9 / ops, done);
            if (memory) {
                more += bytesPerTask(peak - resident);
            }
            report(ops, (times[(done - 1) / 2] + times[done / 2]) / 2, cpuEach, more);
        }
    }

    /// All tasks sleep at once: until the last one does, and the memory then.
    private void parked() {
        run(() -> {
            var before = Usage.now();
            long begin = System.nanoTime();
            long cpu = Usage.cpuNanos();
            var tasks = Workloads.parked(size);
            double seconds = seconds(begin);
            double cpuSeconds = (Usage.cpuNanos() - cpu) / 1e9;
            var after = Usage.now();
            String more = bytesPerTask((after.resident() - before.resident()) / 1048576.0)
                    + String.format(
                            Locale.ROOT,
                            ", \"live_bytes_per_task\": %.0f",
                            (double) (after.heap() - before.heap()) / tasks.size());
            report(tasks.size(), seconds, cpuSeconds, more);
            System.out.flush();
            Runtime.getRuntime().halt(0); // with everybody asleep
        });
    }

    private String bytesPerTask(double mebibytes) {
        return String.format(Locale.ROOT, ", \"bytes_per_task\": %.0f", mebibytes * 1048576 / size);
    }

    private void report(long ops, double wall, double cpu, String more) {
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"%s\", \"workload\": \"%s\", \"ops\": %d, \"seconds\": %.6f, \"ns_per_op\": %.1f,"
                        + " \"cpu_seconds\": %.6f, \"cpu_ns_per_op\": %.1f, \"rss_mb\": %.1f%s}%n",
                System.getenv().getOrDefault("PEER", "asyncio4j"),
                workload,
                ops,
                wall,
                wall * 1e9 / ops,
                cpu,
                cpu * 1e9 / ops,
                Usage.mebibytes("VmHWM"),
                more);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
