package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.AsyncTimeoutException;
import asyncio4j.Awaitable;
import asyncio4j.internal.loop.LoopCore;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.internal.loop.TimerEntry;
import asyncio4j.spi.WaitTarget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which they end. One iteration, which may be broken off and taken up again; several tasks may
/// share it.
public final class AsCompleted<T extends @Nullable Object> extends TimerEntry
        implements Iterable<AsyncFuture<T>>, Iterator<AsyncFuture<T>>, WaitTarget, LoopJob {
    private final EventLoopImpl loop;
    private final @Nullable Duration timeout;
    private final ArrayDeque<FutureImpl<T>> done = new ArrayDeque<>();
    private final Set<FutureImpl<T>> pending = new LinkedHashSet<>();
    private final ArrayDeque<TaskImpl<?>> waiting = new ArrayDeque<>();
    private int left; // not handed out
    private boolean expired;

    private AsCompleted(EventLoopImpl loop, @Nullable Duration timeout) {
        this.loop = loop;
        this.timeout = timeout;
    }

    /// See [asyncio4j.Asyncio#asCompleted(Collection, Duration)].
    public static <T extends @Nullable Object> Iterable<AsyncFuture<T>> of(
            Collection<? extends Awaitable<? extends T>> as, @Nullable Duration timeout) {
        EventLoopImpl loop = EventLoopImpl.running();
        var it = new AsCompleted<T>(loop, timeout);
        for (Awaitable<? extends T> a : as) {
            if (Objects.requireNonNull(a, "awaitable") instanceof AsyncFuture<?> f) {
                loop.own(FutureImpl.of(f));
            }
        }
        for (Awaitable<? extends T> a : as) {
            it.pending.add(loop.ensure(a));
        }
        it.left = it.pending.size();
        for (FutureImpl<T> f : List.copyOf(it.pending)) {
            f.whenEnded((LoopJob) () -> it.ended(f));
        }
        if (timeout != null && it.left > 0) {
            loop.core.schedule(it, Durations.after(loop.core.nanos(), Durations.nanos(timeout)));
        }
        return it;
    }

    @Override
    public Iterator<AsyncFuture<T>> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public AsyncFuture<T> next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        if (done.isEmpty()) {
            await();
        }
        FutureImpl<T> f = done.poll();
        if (f == null && left == 0) {
            throw new NoSuchElementException(); // another task took the last one
        }
        if (f == null) {
            throw new AsyncTimeoutException(
                    "asCompleted: " + left + " not done after " + Durations.text(Objects.requireNonNull(timeout)));
        }
        if (--left == 0) {
            loop.core.unschedule(this);
            waiting.forEach(TaskImpl::unpark);
        }
        return f;
    }

    private void await() {
        TaskImpl<?> me = TaskImpl.current();
        waiting.add(me);
        try {
            while (done.isEmpty() && !expired && left > 0) {
                me.park(this);
            }
        } finally {
            waiting.remove(me);
            if (!done.isEmpty()) {
                wakeFirst(); // woken and cancelled: the next one goes on
            }
        }
    }

    private void wakeFirst() {
        TaskImpl<?> first = waiting.peek();
        if (first != null) {
            first.unpark();
        }
    }

    private void ended(FutureImpl<T> f) {
        pending.remove(f);
        if (!expired) {
            done.add(f);
            wakeFirst();
        }
    }

    @Override
    protected void due(LoopCore core) {
        core.addLocal(this);
    }

    @Override
    public void run() {
        expired = true;
        waiting.forEach(TaskImpl::unpark);
    }

    @Override
    public String name() {
        return "asCompleted";
    }

    @Override
    public boolean endsWithAny() {
        return true;
    }

    /// Empty when the wait can end without a task's doing.
    @Override
    public Set<TaskImpl<?>> owners() {
        for (FutureImpl<T> f : pending) {
            if (scheduled() || f.isDone() || !(f instanceof TaskImpl<?>)) {
                return Set.of();
            }
        }
        return WaitSet.pendingTasks(List.copyOf(pending));
    }

    @Override
    public ArrayDeque<TaskImpl<?>> waiters() {
        return waiting.clone();
    }
}
