package asyncio4j.internal.task;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Where, when and by whom futures and tasks were made; filled in debug mode only. Any thread.
final class CreationSites {
    private final Map<FutureImpl<?>, Site> sites = new WeakHashMap<>(); // futures compare by identity
    private volatile boolean used;

    /// One creation.
    ///
    /// @param creator the number of the task that did it, not the task: it would stay alive as long as what it made
    record Site(Throwable stack, long nanos, @Nullable Integer creator) {}

    void note(FutureImpl<?> future, @Nullable TaskImpl<?> creator) {
        var site =
                new Site(new Throwable("created here"), future.loop.core.nanos(), creator == null ? null : creator.id);
        used = true;
        synchronized (this) {
            sites.put(future, site);
        }
    }

    /// ` created at ...`, or nothing.
    String text(FutureImpl<?> future) {
        Site site = site(future);
        return site == null ? "" : " created at " + Stacks.user(site.stack.getStackTrace());
    }

    @Nullable
    Site site(FutureImpl<?> future) {
        if (!used) {
            return null;
        }
        synchronized (this) {
            return sites.get(future);
        }
    }
}
