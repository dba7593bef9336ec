package asyncio4j.sync;

import asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// An [AsyncLock] that its owner may acquire again; it is free after as many releases.
///
/// @since 0.1
public final class AsyncRLock extends AsyncLock {
    private int more; // acquisitions beyond the first; loop only

    /// Without a name.
    public AsyncRLock() {}

    /// With a name, which messages about deadlocks show.
    public AsyncRLock(@Nullable String name) {
        super(name);
    }

    @Override
    void again(Task<?> me) {
        more++;
    }

    @Override
    public void release() {
        Task<?> me = ownedByMe("release");
        if (more > 0) {
            more--;
        } else {
            free(me);
        }
    }

    @Override
    int releaseAll() {
        Task<?> me = ownedByMe("await");
        int holds = more + 1;
        more = 0;
        free(me);
        return holds;
    }

    @Override
    void retake(int holds) {
        acquire();
        more = holds - 1;
    }

    @Override
    String kind() {
        return "rlock";
    }
}
