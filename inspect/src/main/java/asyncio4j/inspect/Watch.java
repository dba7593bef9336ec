package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.Waits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/// Counts what the loops of this JVM do, from one sample to the next, until closed.
///
/// ```java
/// try (var watch = Watch.begin()) {
///     Thread.sleep(1000);
///     System.out.println(watch.sample(20, Watch.Order.BUSY, ""));
/// }
/// ```
///
/// While one is open each step of a task gets dearer by two readings of the clock and a look into a map. Any thread
/// may take samples.
///
/// @since 0.1
public final class Watch implements AutoCloseable {
    private static final long SHORTEST = 200_000_000; // rates over less are noise

    /// Which tasks come first in a sample.
    public enum Order {
        /// Those that ran longest since the sample before.
        BUSY,
        /// Those that took the most steps since the sample before.
        STEPS,
        /// Those that have waited longest.
        WAITED,
        /// By name.
        NAME,
        /// Oldest first.
        AGE
    }

    private final Map<EventLoop, WatchedLoop> watched = new WeakHashMap<>(); // under this
    private long last = System.nanoTime(); // under this: when the sample was taken that the next is compared with
    private long base = last; // under this: the one before
    private boolean closed; // under this

    private Watch() {}

    /// Begins to count.
    public static Watch begin() {
        var watch = new Watch();
        synchronized (watch) {
            watch.follow(Introspection.loops());
        }
        return watch;
    }

    /// What the loops do now, and did since the sample before, as one JSON object; its fields are described in
    /// docs/design/inspect.md. A sample that follows within 200 ms is compared with the one before that. Loops that
    /// are new are counted from here on.
    ///
    /// @param most how many tasks to tell of
    /// @param order which of them come first
    /// @param filter only tasks with this text in their number, name, state or what they wait for; empty for all.
    /// Upper and lower case are the same
    /// @throws IllegalStateException if it is closed
    public synchronized String sample(int most, Order order, String filter) {
        if (closed) {
            throw new IllegalStateException("this Watch is closed: begin another");
        }
        List<EventLoop> loops = Introspection.loops();
        follow(loops);
        var taken = Instant.now();
        long now = System.nanoTime();
        boolean goesOn = now - last >= SHORTEST;
        if (goesOn) {
            base = last;
            last = now;
        }
        var samples = new ArrayList<LoopSample>();
        for (EventLoop loop : loops) {
            WatchedLoop w = watched.get(loop);
            if (w != null) {
                LoopSample one = w.sample(loop, now, goesOn, filter);
                if (one != null) {
                    samples.add(one);
                }
            }
        }
        return SampleJson.of(taken, now - base, samples, most, comparator(order));
    }

    private static Comparator<LoopSample.Row> comparator(Order order) {
        Comparator<LoopSample.Row> byAge = Comparator.<LoopSample.Row>comparingInt(
                        row -> row.task().ref().loop())
                .thenComparingInt(row -> row.task().ref().id());
        Comparator<LoopSample.Row> first = switch (order) {
            case BUSY ->
                Comparator.<LoopSample.Row>comparingLong(row -> row.done().nanos())
                        .reversed();
            case STEPS ->
                Comparator.<LoopSample.Row>comparingLong(row -> row.done().steps())
                        .reversed();
            case WAITED -> Comparator.comparing(LoopSample.Row::waited).reversed();
            case NAME -> Comparator.comparing(row -> row.task().ref().name());
            case AGE -> byAge;
        };
        return first.thenComparing(byAge);
    }

    private void follow(List<EventLoop> loops) {
        watched.keySet().retainAll(Set.copyOf(loops)); // a closed loop has nothing left to tell
        for (EventLoop loop : loops) {
            watched.computeIfAbsent(loop, l -> {
                var w = new WatchedLoop();
                Waits.attach(l, w.pulse);
                return w;
            });
        }
    }

    /// Stops counting. A second call does nothing.
    @Override
    public synchronized void close() {
        closed = true;
        new HashMap<>(watched).forEach((loop, w) -> Waits.detach(loop, w.pulse));
        watched.clear();
    }
}
