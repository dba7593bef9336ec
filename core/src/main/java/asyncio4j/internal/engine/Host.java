package asyncio4j.internal.engine;

import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The loop, as a stack sees it.
public abstract class Host {
    static final CopyOnWriteArrayList<Host> RUNNING = new CopyOnWriteArrayList<>(); // any thread

    /// The stack that runs now, null between two. Written on the loop; others read it racily.
    protected @Nullable Strand current;

    /// What runs on every stack. A field rather than a method here: one frame less under every task.
    protected @Nullable StackBody body; // written before the first stack begins

    /// The thread the loop runs on: a platform thread (scheduler) or a virtual one (baton). Null while not running.
    protected @Nullable Thread carrier; // written before the thread starts

    /// For the baton engine: the stacks are through, and the loop's thread may go on.
    volatile boolean returned; // set by the stack that runs, cleared by the loop

    /// Queues a woken stack. Loop only.
    protected abstract void ready(Strand strand);

    /// Takes the next stack of this pass out of the queue, if that is all the loop would do now; else null. Loop only.
    protected abstract @Nullable Strand successor();

    /// The JDK wants `strand` to go on. Any thread.
    ///
    /// @return false when the loop is closed
    protected abstract boolean nudged(Strand strand);

    /// The failure of code that no task stands for.
    protected abstract void uncaught(Throwable failure);

    /// The stack that runs now.
    public final @Nullable Strand current() {
        return current;
    }

    /// Whether the caller runs on the carrier or on the stack that runs now.
    protected final boolean isHere() {
        Thread here = Thread.currentThread();
        Strand now = current;
        return here == carrier || now != null && here == now.thread();
    }

    /// Makes this known to [Strand#current()] where a thread's handler was replaced. Any thread.
    protected final void entered() {
        RUNNING.add(this);
    }

    /// Takes back [#entered()].
    protected final void left() {
        RUNNING.remove(this);
    }
}
