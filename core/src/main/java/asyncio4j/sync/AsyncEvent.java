package asyncio4j.sync;

/// A flag that tasks wait for.
///
/// @since 0.1
public final class AsyncEvent {
    private final WaitQueue waiting = new WaitQueue("AsyncEvent.await");
    private boolean set; // loop only

    /// Not set.
    public AsyncEvent() {}

    /// Suspends until the flag is set, at once if it is; returns true.
    public boolean await() {
        if (!set) {
            waiting.await(() -> {});
        }
        return true;
    }

    /// Sets the flag and lets everybody that waits go on.
    public void set() {
        if (!set) {
            waiting.grantAll(); // first, so that a refusal leaves the flag as it was
            set = true;
        }
    }

    /// Takes the flag back; those already let go are not held up.
    public void clear() {
        set = false;
    }

    /// Whether the flag is set.
    public boolean isSet() {
        return set;
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String toString() {
        return "AsyncEvent[" + (set ? "set" : "unset")
                + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
