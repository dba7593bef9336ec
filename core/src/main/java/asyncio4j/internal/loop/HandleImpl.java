package asyncio4j.internal.loop;

import asyncio4j.Handle;
import org.jspecify.annotations.Nullable;

/// A callback in the ready queue or on its way there.
public class HandleImpl implements Handle {
    private @Nullable Runnable callback; // loop only once scheduled; null after cancel
    private final @Nullable Object context;
    private volatile boolean cancelled;

    /// @param callback what to run
    /// @param context the context it runs in
    public HandleImpl(Runnable callback, @Nullable Object context) {
        this.callback = callback;
        this.context = context;
    }

    /// For subclasses that override [#run].
    protected HandleImpl(@Nullable Object context) {
        this.context = context;
    }

    /// Runs the callback, unless cancelled.
    protected void run() {
        Runnable r = callback;
        if (r != null) {
            r.run();
        }
    }

    final @Nullable Object context() {
        return context;
    }

    /// What is shown of the callback.
    protected Object what() {
        Runnable r = callback;
        return r == null ? "cancelled" : r;
    }

    @Override
    public void cancel() {
        cancelled = true;
        callback = null;
    }

    @Override
    public final boolean cancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "Handle[" + what() + "]";
    }
}
