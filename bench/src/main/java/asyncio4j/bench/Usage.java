package asyncio4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has used so far.
///
/// @param heap live bytes, after a full collection
/// @param resident bytes of memory in use, before that collection; 0 where there is no `/proc`
/// @param cpu nanoseconds of processor time, of all threads
/// @param wall nanoseconds
record Usage(long heap, long resident, long cpu, long wall) {
    static Usage now() {
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        long resident = residentBytes();
        System.gc();
        var runtime = Runtime.getRuntime();
        return new Usage(runtime.totalMemory() - runtime.freeMemory(), resident, cpu, wall);
    }

    /// In steps of 10 ms.
    static long cpuNanos() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getProcessCpuTime();
    }

    private static long residentBytes() {
        return (long) (mebibytes("VmRSS") * 1024 * 1024);
    }

    /// A field of the kernel's account of this process, `VmRSS` or `VmHWM`; 0 where there is no `/proc`.
    static double mebibytes(String field) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith(field + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }
}
