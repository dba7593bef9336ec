package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.ReturnWhen;
import asyncio4j.WaitResult;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.internal.loop.TimerEntry;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Waiting for the first, the first failure or all of some futures, without touching them.
public final class WaitSet extends TimerEntry implements WaitTarget, LoopJob {
    private final TaskImpl<?> parent;
    private final List<? extends FutureImpl<?>> futures;
    private final ReturnWhen when;
    private int left;
    private boolean over;

    private WaitSet(TaskImpl<?> parent, List<? extends FutureImpl<?>> futures, ReturnWhen when) {
        this.parent = parent;
        this.futures = futures;
        this.when = when;
        left = futures.size();
    }

    /// See [asyncio4j.Asyncio#wait(Collection, ReturnWhen, Duration)].
    public static <T extends @Nullable Object> WaitResult<T> await(
            Collection<? extends AsyncFuture<? extends T>> fs, ReturnWhen when, @Nullable Duration timeout) {
        Objects.requireNonNull(when, "when");
        TaskImpl<?> parent = TaskImpl.current();
        if (fs.isEmpty()) {
            throw new IllegalArgumentException("wait needs at least one future");
        }
        var distinct = new LinkedHashSet<FutureImpl<T>>();
        for (AsyncFuture<? extends T> f : fs) {
            distinct.add(parent.loop.own(FutureImpl.<T>of(f)));
        }
        var futures = new ArrayList<>(distinct);
        futures.sort(Comparator.comparingInt(f -> f.id));
        new WaitSet(parent, futures, when).await(timeout);
        var done = new LinkedHashSet<AsyncFuture<T>>();
        var pending = new LinkedHashSet<AsyncFuture<T>>();
        for (FutureImpl<T> f : futures) {
            (f.isDone() ? done : pending).add(f);
        }
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    private void await(@Nullable Duration timeout) {
        LoopCore core = parent.loop.core;
        var ends = new ArrayList<LoopJob>();
        for (FutureImpl<?> f : futures) {
            LoopJob end = () -> ended(f);
            ends.add(end);
            f.whenEnded(end);
        }
        if (timeout != null) {
            core.schedule(this, Durations.after(core.nanos(), Durations.nanos(timeout)));
        }
        try {
            while (!over) {
                parent.park(this);
            }
        } finally {
            over = true;
            core.unschedule(this);
            for (int i = 0; i < ends.size(); i++) {
                futures.get(i).remove(ends.get(i));
            }
        }
    }

    private void ended(FutureImpl<?> f) {
        left--;
        boolean enough =
                left == 0 || when == ReturnWhen.FIRST_COMPLETED || when == ReturnWhen.FIRST_EXCEPTION && f.isFailed();
        if (enough && !over) {
            over = true;
            parent.unpark();
        }
    }

    @Override
    protected void due(LoopCore core) {
        core.addLocal(this); // a turn later than a task that ends at this very moment
    }

    @Override
    public void run() {
        if (!over) {
            over = true;
            parent.unpark();
        }
    }

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public boolean endsWithAny() {
        return when != ReturnWhen.ALL_COMPLETED;
    }

    /// Empty when the wait can end without a task's doing.
    @Override
    public Set<TaskImpl<?>> owners() {
        if (scheduled()) {
            return Set.of();
        }
        for (FutureImpl<?> f : futures) {
            if (endsWithAny() && (f.isDone() || !(f instanceof TaskImpl<?>))) {
                return Set.of();
            }
        }
        return pendingTasks(futures);
    }

    /// The tasks among `futures` that are not done. Any thread.
    static Set<TaskImpl<?>> pendingTasks(List<? extends FutureImpl<?>> futures) {
        var tasks = new LinkedHashSet<TaskImpl<?>>();
        for (FutureImpl<?> f : futures) {
            if (f instanceof TaskImpl<?> t && !t.isDone()) {
                tasks.add(t);
            }
        }
        return tasks;
    }
}
