package asyncio4j.internal.task;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The open loops of this JVM, and who is told of them. Any thread.
///
/// Listeners are looked for on a thread of their own, once there is a loop, so that no program starts later for it.
public final class Loops {
    private static final Set<EventLoopImpl> OPEN =
            Collections.newSetFromMap(new WeakHashMap<>()); // its own lock guards all of this
    private static boolean sought;
    private static @Nullable List<LoopListener> listeners; // null: not found yet

    private Loops() {}

    /// The loops that were made and not closed, in no order.
    public static List<EventLoop> open() {
        synchronized (OPEN) {
            return new ArrayList<>(OPEN);
        }
    }

    static void opened(EventLoopImpl loop) {
        boolean first;
        List<LoopListener> told;
        synchronized (OPEN) {
            OPEN.add(loop);
            first = !sought;
            sought = true;
            told = listeners;
        }
        if (first) {
            Thread.ofPlatform()
                    .name("asyncio4j-listeners")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(Loops::seek);
        } else if (told != null) {
            tell(told, List.of(loop));
        }
    }

    static void closed(EventLoopImpl loop) {
        synchronized (OPEN) {
            OPEN.remove(loop);
        }
    }

    private static void seek() {
        var found = new CopyOnWriteArrayList<LoopListener>();
        try {
            ServiceLoader.load(LoopListener.class, Loops.class.getClassLoader()).forEach(found::add);
        } catch (ServiceConfigurationError e) {
            Reports.LOG.log(System.Logger.Level.WARNING, "a listener for loops cannot be loaded", e);
        }
        List<EventLoop> earlier;
        synchronized (OPEN) {
            listeners = found;
            earlier = open();
        }
        tell(found, earlier);
    }

    private static void tell(List<LoopListener> listeners, List<? extends EventLoop> loops) {
        for (LoopListener listener : listeners) {
            for (EventLoop loop : loops) {
                try {
                    listener.opened(loop);
                } catch (Exception | LinkageError e) {
                    listeners.remove(listener);
                    Reports.LOG.log(
                            System.Logger.Level.WARNING,
                            "a listener for loops failed, and is told no more: "
                                    + listener.getClass().getName(),
                            e);
                    break;
                }
            }
        }
    }
}
