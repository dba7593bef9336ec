package asyncio4j.internal.loop;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// For how long the garbage collectors have made the JVM stand still.
final class Pauses {
    private final List<GarbageCollectorMXBean> collectors;

    private Pauses(List<GarbageCollectorMXBean> collectors) {
        this.collectors = collectors;
    }

    /// Takes a while: not on the loop. Without module java.management nothing is counted.
    static Pauses find() {
        try {
            // Not those called Cycles, of ZGC and Shenandoah: they count work beside the program.
            return new Pauses(ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(c -> !c.getName().endsWith(" Cycles"))
                    .toList());
        } catch (LinkageError e) {
            return new Pauses(List.of());
        }
    }

    /// Nanoseconds since the JVM began, to the millisecond. Any thread; takes no lock.
    long nanos() {
        long millis = 0;
        for (GarbageCollectorMXBean c : collectors) {
            millis += Math.max(0, c.getCollectionTime());
        }
        return millis * 1_000_000;
    }
}
