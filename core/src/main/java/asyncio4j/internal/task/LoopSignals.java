package asyncio4j.internal.task;

import asyncio4j.internal.loop.HandleImpl;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The signal handlers of one loop, and what handled the signals before. Loop only.
final class LoopSignals {
    private final EventLoopImpl loop;
    private final Map<String, Object> before = new HashMap<>();

    LoopSignals(EventLoopImpl loop) {
        this.loop = loop;
    }

    void add(String signal, Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        String name = SignalAccess.canonical(signal);
        Object context = Contexts.capture();
        Object previous =
                SignalAccess.install(name, (Runnable) () -> loop.core.submit(new HandleImpl(handler, context)));
        before.putIfAbsent(name, previous);
    }

    boolean remove(String signal) {
        String name = SignalAccess.canonical(signal);
        Object previous = before.remove(name);
        if (previous == null) {
            return false;
        }
        SignalAccess.install(name, previous);
        return true;
    }

    boolean any() {
        return !before.isEmpty();
    }

    void close() {
        before.forEach(SignalAccess::install);
        before.clear();
    }
}
