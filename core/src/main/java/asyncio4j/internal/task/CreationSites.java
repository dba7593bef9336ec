package asyncio4j.internal.task;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Where futures and tasks were made; filled in debug mode only. Any thread.
final class CreationSites {
    private final Map<FutureImpl<?>, Throwable> sites = new WeakHashMap<>(); // futures compare by identity
    private volatile boolean used;

    synchronized void note(FutureImpl<?> future) {
        used = true;
        sites.put(future, new Throwable("created here"));
    }

    /// ` created at ...`, or nothing.
    String text(FutureImpl<?> future) {
        Throwable site = site(future);
        return site == null ? "" : " created at " + Stacks.user(site.getStackTrace());
    }

    @Nullable
    Throwable site(FutureImpl<?> future) {
        if (!used) {
            return null;
        }
        synchronized (this) {
            return sites.get(future);
        }
    }
}
