package asyncio4j.inspect.jfr;

import asyncio4j.EventLoop;
import asyncio4j.spi.Introspection;
import asyncio4j.spi.Waits;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/// Observes loops while a recording wants events of ours, and only then. Any thread.
public final class FlightRecording implements FlightRecorderListener {
    private static final List<Class<? extends Event>> EVENTS = List.of(
            TaskCreated.class, TaskParked.class, TaskResumed.class, TaskFinished.class, SlowStep.class, Deadlock.class);
    private static final FlightRecording INSTANCE = new FlightRecording();

    private final Map<EventLoop, FlightEvents> observed = new WeakHashMap<>(); // under this
    private boolean listens; // under this
    private boolean wanted; // under this

    private FlightRecording() {}

    /// Follows recordings from now on; they need not have begun.
    public static void follow() {
        INSTANCE.listen();
    }

    /// `loop` was made.
    public static void opened(EventLoop loop) {
        INSTANCE.observe(loop);
    }

    private synchronized void listen() {
        if (!listens) {
            listens = true;
            FlightRecorder.addListener(this); // which does not start it
            if (FlightRecorder.isInitialized()) {
                look();
            }
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        look();
    }

    private synchronized void look() {
        wanted = EVENTS.stream().anyMatch(event -> EventType.getEventType(event).isEnabled());
        if (wanted) {
            Introspection.loops().forEach(this::observe);
        } else {
            observed.forEach(Waits::detach);
            observed.clear();
        }
    }

    private synchronized void observe(EventLoop loop) {
        if (wanted && !observed.containsKey(loop)) {
            var events = new FlightEvents();
            observed.put(loop, events);
            Waits.attach(loop, events);
        }
    }
}
