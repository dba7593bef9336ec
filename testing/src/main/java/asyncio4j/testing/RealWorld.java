package asyncio4j.testing;

import asyncio4j.Asyncio;
import asyncio4j.DeadlockException;
import asyncio4j.Engine;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Notices what a loop with virtual time cannot have under control: real blocking, and other threads.
///
/// On SCHEDULER every real block is seen. On BATON a block holds the loop; [StackWatch] looks at the stack now
/// and then, so that one shorter than a few milliseconds may pass unseen.
final class RealWorld implements LoopObserver {
    private static final String REPORTER = "asyncio4j-unretrieved"; // the library's own, told by the collector

    private final BiConsumer<EventLoop, RuntimeException> told; // any thread
    private final boolean alone; // no thread outside helps a loop on which nothing can run
    private final AtomicBoolean hasTold = new AtomicBoolean();
    private volatile @Nullable EventLoop loop; // from the first pass on
    private volatile boolean disturbed; // set on the loop
    private boolean watched; // loop only
    private int blocked; // loop only: tasks and callbacks in foreign code

    // What runs, or blocks, now. Written on the loop, read racily by the watch.
    private int turn;
    private @Nullable Thread running;
    private @Nullable Task<?> stepping;

    /// @param told what was noticed, once, on any thread
    /// @param alone whether a loop on which nothing can run is stopped rather than waits for another thread
    RealWorld(BiConsumer<EventLoop, RuntimeException> told, boolean alone) {
        this.told = told;
        this.alone = alone;
    }

    /// Whether a task was suspended for a moment in a way that is no fault of the program, as while a class is
    /// loaded; the steps may have come in another order than chosen.
    boolean disturbed() {
        return disturbed;
    }

    /// Whether a task or callback blocks in foreign code: until it goes on, time is real.
    boolean blocked() {
        return blocked > 0;
    }

    /// The loop closes.
    void close() {
        if (watched) {
            StackWatch.remove(this);
        }
    }

    @Override
    public void passBegin(EventLoop l) {
        if (loop == null) {
            loop = l;
            watched = l.engine() == Engine.BATON;
            if (watched) {
                StackWatch.add(this);
            }
        }
    }

    // ---- standing still ----

    /// Nothing can run, and the clock may not move; returns whether to wait is for nothing. On the loop.
    boolean stuck(boolean timers) {
        EventLoop l = loop;
        if (blocked > 0 || l == null || !alone && !timers) {
            return false;
        }
        String why = timers
                ? "time stands still: autojump is off and no task calls advance: "
                : "nothing can run any more: ";
        tell(new DeadlockException(why + Asyncio.allTasks(l)));
        if (alone) {
            l.stop();
        }
        return alone;
    }

    // ---- other threads ----

    @Override
    public void jobHandedOut(@Nullable Task<?> by) {
        tell("a real thread in virtual time: " + who(by) + " gives it a job" + Places.here());
    }

    @Override
    public void handedIn() {
        Thread thread = Thread.currentThread();
        if (!REPORTER.equals(thread.getName())) {
            tell("a real thread in virtual time: thread \"" + thread.getName() + "\" hands something to the loop"
                    + Places.here());
        }
    }

    // ---- blocking on SCHEDULER ----

    @Override
    public void suspendedForeign(@Nullable Task<?> task) {
        blocked++;
        Thread thread = running;
        StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        if (Places.blocksForReal(stack)) {
            tellBlocked(task, stack);
        } else {
            disturbed = true;
        }
    }

    @Override
    public void resumedForeign(@Nullable Task<?> task) {
        if (blocked > 0) { // else it was suspended before this was attached
            blocked--;
        }
    }

    // ---- blocking on BATON ----

    @Override
    public void stepBegin(Task<?> task) {
        turn++;
        stepping = task;
        running = Thread.currentThread();
    }

    @Override
    public void stepEnd(Task<?> task) {
        running = null;
    }

    @Override
    public void callbackBegin(Handle handle) {
        turn++;
        stepping = null;
        running = Thread.currentThread();
    }

    @Override
    public void callbackEnd(Handle handle) {
        running = null;
    }

    /// Looks at what runs now. On the watch's thread.
    void look() {
        int before = turn;
        Thread thread = running;
        Task<?> task = stepping;
        if (thread == null || hasTold.get()) {
            return;
        }
        Thread.State state = thread.getState();
        if (state == Thread.State.RUNNABLE || state == Thread.State.NEW || state == Thread.State.TERMINATED) {
            return;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        if (running == thread && turn == before && Places.blocksForReal(stack)) {
            tellBlocked(task, stack);
        }
    }

    private void tellBlocked(@Nullable Task<?> task, StackTraceElement[] stack) {
        tell("real blocking in virtual time: " + who(task) + " blocks" + Places.blocking(stack));
    }

    private void tell(String what) {
        tell(new NotDeterministicException(what));
    }

    private void tell(RuntimeException what) {
        EventLoop l = loop;
        if (l != null && hasTold.compareAndSet(false, true)) {
            try {
                told.accept(l, what);
            } catch (IllegalStateException closed) {
                // too late to matter
            }
        }
    }

    private static String who(@Nullable Task<?> task) {
        return task == null ? "a callback" : "task \"" + task.name() + "\"";
    }
}
