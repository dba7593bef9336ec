package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.CancelledError;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.Startable;
import asyncio4j.spi.SecondStackView;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A second stack that tasks enter and leave: what a generator's producer runs on.
///
/// States: new, inside (a task has entered it and runs or waits there), outside (left, to be entered again), ended.
/// While a task is inside, this is the task's stack: it suspends and is cancelled there. Loop only.
public final class SideStack implements Startable {
    private final Runnable body;
    private final Action close;
    final boolean shown; // to tools
    private final @Nullable Throwable site; // debug mode: where it was made
    private @Nullable Strand strand; // from the first entry on
    private @Nullable TaskImpl<?> inside;
    private @Nullable Strand outer; // the stack that the task inside came from
    private boolean ended;
    private int age; // order of the first entries
    private boolean interrupted; // the interrupt flag of the stack being left: it goes along with the task

    /// @param body what runs on it
    /// @param close ends it; called in a task at the end of `run` while it is live
    /// @param shown whether users know of it
    public SideStack(Runnable body, Action close, boolean shown) {
        this.body = Objects.requireNonNull(body, "body");
        this.close = Objects.requireNonNull(close, "close");
        this.shown = shown;
        Strand maker = Strand.current();
        site = maker != null && maker.host instanceof LoopCore loop && loop.debug()
                ? new Throwable("created here")
                : null;
    }

    void close() throws Exception {
        close.run();
    }

    /// Enters it with the calling task, and returns when the task leaves it or the body ends.
    ///
    /// @throws IllegalStateException if a task is inside, the body has ended, or it began on another loop
    public void enter() {
        TaskImpl<?> task = check();
        Strand own = strand;
        inside = task;
        Strand from = task.stack(own);
        outer = from;
        if (own != null) {
            own.job = task;
        }
        switchTo(task, from, own == null ? this : own);
    }

    /// The calling task, if it may enter.
    ///
    /// @throws IllegalStateException as [#enter]
    public TaskImpl<?> check() {
        TaskImpl<?> task = TaskImpl.current();
        if (inside != null || ended) {
            throw new IllegalStateException(ended ? "it has ended" : "another task is inside");
        }
        if (strand != null && strand.host != task.loop.core) {
            throw new IllegalStateException("it was begun on a different event loop, and can only go on there");
        }
        return task;
    }

    private void switchTo(TaskImpl<?> task, Strand from, Object to) {
        interrupted = Thread.interrupted();
        task.loop.core.switchTo(from, to);
        passInterruptOn();
    }

    private void passInterruptOn() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start(Strand own) {
        TaskImpl<?> task = Objects.requireNonNull(inside);
        strand = own;
        own.job = task;
        task.stack(own);
        EventLoopImpl loop = task.loop;
        age = loop.nextId();
        loop.sides.put(own, this);
        passInterruptOn();
        try {
            body.run();
        } finally {
            ended = true;
            loop.sides.remove(own);
            strand = null;
            interrupted = Thread.interrupted();
            if (inside != null) { // else the loop closed
                loop.core.endInto(leaving());
            }
        }
    }

    /// Leaves it: the task goes on where it entered. Returns when a task enters again. On this stack.
    public void leave() {
        Strand own = Objects.requireNonNull(strand);
        TaskImpl<?> task = Objects.requireNonNull(inside);
        Strand back = leaving();
        own.job = null;
        switchTo(task, own, back);
        if (inside == null) {
            throw new CancelledError("Event loop is closed");
        }
    }

    /// Unwinds the body because its loop closes, if no task is inside to do that.
    void unwind() {
        Strand own = strand;
        if (inside == null && own != null) {
            own.wake();
        }
    }

    private Strand leaving() {
        TaskImpl<?> task = Objects.requireNonNull(inside);
        Strand back = Objects.requireNonNull(outer);
        inside = null;
        outer = null;
        task.stack(back);
        return back;
    }

    /// Whether the caller runs on this stack.
    public boolean here() {
        TaskImpl<?> task = inside;
        Strand own = strand;
        return task != null && own != null && task.loop.core.current() == own && own.thread() == Thread.currentThread();
    }

    /// Whether a task is inside.
    public boolean entered() {
        return inside != null;
    }

    /// What can be seen of it from outside. Any thread.
    SecondStackView view() {
        Strand own = strand;
        return new SecondStackView(
                inside,
                own == null ? List.of() : Stacks.of(own),
                site == null ? List.of() : List.of(site.getStackTrace()));
    }

    /// In what order stacks were entered first.
    int age() {
        return age;
    }

    @Override
    public String toString() {
        return "generator" + (inside == null ? "" : " of task " + inside.name());
    }

    /// Whether the body has ended.
    public boolean ended() {
        return ended;
    }

    /// Whether it has been entered and not ended.
    public boolean live() {
        return strand != null;
    }

    /// The stack from which the task inside came. Any thread.
    @Nullable
    Strand outer() {
        return outer;
    }
}
