package asyncio4j.spi;

import asyncio4j.Action;
import asyncio4j.internal.task.SideStack;

/// A second stack that a task enters and leaves, for generators.
///
/// The code on it runs as part of the task that entered: the same current task, context and locks, shown in its
/// `stack()`; it may suspend. Entering and leaving are no suspension points. On the loop only.
///
/// @since 0.1
public final class SecondStack {
    private final SideStack stack;

    /// @param body what runs on it, begun by the first [#enter]
    /// @param close makes the body end; called in a task at the end of `run` if it has begun and not ended
    public SecondStack(Runnable body, Action close) {
        this(new SideStack(body, close, true));
    }

    private SecondStack(SideStack stack) {
        this.stack = stack;
    }

    /// One that a plug-in has for itself, to be told the end of `run`: users leave none of these open, so
    /// [Introspection#secondStacks] does not show it.
    public static SecondStack hidden(Runnable body, Action close) {
        return new SecondStack(new SideStack(body, close, false));
    }

    /// Enters with the calling task; returns when the body leaves or ends. What the body throws is lost: catch it
    /// there.
    ///
    /// @throws IllegalStateException if a task is inside, or the body has ended
    public void enter() {
        stack.enter();
    }

    /// Throws what [#enter] would throw, and does nothing else.
    public void check() {
        stack.check();
    }

    /// Called by the body: the task goes on where it entered; returns when a task enters again.
    public void leave() {
        stack.leave();
    }

    /// Whether the caller runs on it.
    public boolean here() {
        return stack.here();
    }

    /// Whether a task is inside.
    public boolean entered() {
        return stack.entered();
    }

    /// Whether the body has begun and not ended.
    public boolean live() {
        return stack.live();
    }

    /// Whether the body has ended.
    public boolean ended() {
        return stack.ended();
    }
}
