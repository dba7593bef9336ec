package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.Waits;
import java.util.LinkedHashMap;
import java.util.Map;

/// Records what the loops of this JVM do: which task ran when, what it waited for, who woke it.
///
/// ```java
/// try (var trace = Trace.begin(100_000)) {
///     serveSomeRequests();
///     Files.writeString(Path.of("trace.json"), trace.end());
/// }
/// ```
///
/// The result is in Chrome's trace event format, which chrome://tracing and ui.perfetto.dev open. Loops that are made
/// after the beginning are not in it. Any thread.
///
/// @since 0.1
public final class Trace implements AutoCloseable {
    private final Map<EventLoop, Recorder> recorders = new LinkedHashMap<>(); // under this
    private final Budget budget;
    private final long began = System.nanoTime();
    private boolean ended; // under this

    private Trace(int events) {
        budget = new Budget(events);
    }

    /// Begins to record.
    ///
    /// @param events the most events to keep, of some 200 bytes; what comes later is left out, and the trace says
    /// so
    /// @throws IllegalArgumentException if `events` is negative
    public static Trace begin(int events) {
        if (events < 0) {
            throw new IllegalArgumentException("events must not be negative: " + events);
        }
        var trace = new Trace(events);
        synchronized (trace) {
            for (EventLoop loop : Introspection.loops()) {
                var recorder = new Recorder(trace.budget);
                recorder.waiting(Introspection.tasks(loop), trace.began);
                trace.recorders.put(loop, recorder);
                Waits.attach(loop, recorder);
            }
        }
        return trace;
    }

    /// Ends the recording and returns it, as one JSON object.
    ///
    /// @throws IllegalStateException if it has ended before
    public synchronized String end() {
        if (ended) {
            throw new IllegalStateException("this trace has ended: begin another");
        }
        stop();
        long now = System.nanoTime();
        var text = new TraceJson(began, now).write(recorders, budget);
        recorders.clear();
        return text;
    }

    private void stop() {
        ended = true;
        recorders.forEach(Waits::detach);
    }

    /// Ends the recording, if that has not been done, and forgets it.
    @Override
    public synchronized void close() {
        stop();
        recorders.clear();
    }
}
