package asyncio4j.internal.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SIGINT while `run` is at work: the first one is told to every running main, and what handled it before is restored,
/// so that the second one kills the process.
final class KeyboardInterrupts implements AutoCloseable {
    private static final Object LOCK = new Object();
    private static final List<KeyboardInterrupts> LISTENING = new ArrayList<>(); // under LOCK
    private static @Nullable Object before; // under LOCK: what handled SIGINT, while ours is installed

    private final Runnable told;
    private volatile int count;

    private KeyboardInterrupts(Runnable told) {
        this.told = told;
    }

    /// Calls `told` on SIGINT until closed; where signals cannot be handled, never.
    static KeyboardInterrupts listen(Runnable told) {
        var listener = new KeyboardInterrupts(told);
        synchronized (LOCK) {
            LISTENING.add(listener);
            if (before == null) {
                try {
                    before = SignalAccess.install("INT", (Runnable) KeyboardInterrupts::received);
                } catch (IllegalStateException | IllegalArgumentException e) {
                    before = null; // -Xrs, or a JVM without signals: run works without
                }
            }
        }
        return listener;
    }

    private static void received() {
        List<KeyboardInterrupts> all;
        synchronized (LOCK) {
            all = List.copyOf(LISTENING);
            restore();
        }
        for (KeyboardInterrupts k : all) {
            k.count++;
            k.told.run();
        }
    }

    private static void restore() {
        Object previous = before;
        if (previous != null) {
            before = null;
            SignalAccess.install("INT", previous);
        }
    }

    /// How many SIGINTs came.
    int count() {
        return count;
    }

    @Override
    public void close() {
        synchronized (LOCK) {
            LISTENING.remove(this);
            if (LISTENING.isEmpty()) {
                restore();
            }
        }
    }
}
