package asyncio4j.internal.task;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ErrorContext;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.WaitTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Waiting for a future without passing a cancellation on to it.
public final class Shield implements WaitTarget {
    private final FutureImpl<?> inner;
    private final String name;

    private Shield(FutureImpl<?> inner, String name) {
        this.inner = inner;
        this.name = name;
    }

    /// See [asyncio4j.Asyncio#shield(Awaitable)].
    public static <T extends @Nullable Object> T await(Awaitable<? extends T> a) {
        TaskImpl<?> task = TaskImpl.current();
        FutureImpl<T> inner = task.loop.ensure(a);
        if (inner == task) {
            return inner.await(); // which says what is wrong
        }
        try {
            awaitEnd(task, inner, "shield");
        } catch (CancelledError e) {
            reportIfLost(inner);
            throw e;
        }
        return inner.outcome();
    }

    /// Suspends `task`, which runs the caller, until `f` is done or the task is cancelled.
    static void awaitEnd(TaskImpl<?> task, FutureImpl<?> f, String name) {
        if (f.isDone()) {
            return;
        }
        var target = new Shield(f, name);
        f.addWaiter(task);
        try {
            while (!f.isDone()) {
                task.park(target);
            }
        } finally {
            f.remove(task);
        }
    }

    /// Nobody may be left to see the failure of `inner`: reports it once, unless somebody looks within a turn.
    private static void reportIfLost(FutureImpl<?> inner) {
        if (inner.shielded) {
            return;
        }
        inner.shielded = true;
        LoopJob check = () -> {
            Throwable failure = inner.unseen() ? inner.failure() : null;
            if (failure != null) {
                var error = new ErrorContext("exception in shielded future", failure, inner, null);
                inner.loop.report(error, inner instanceof TaskImpl<?> t ? t.vars() : null);
            }
        };
        inner.whenEnded((LoopJob) () -> inner.loop.core.addLocal(check));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<TaskImpl<?>> owners() {
        return inner instanceof TaskImpl<?> t ? List.of(t) : List.of();
    }
}
