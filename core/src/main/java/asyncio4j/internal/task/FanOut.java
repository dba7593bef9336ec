package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.AsyncConsumer;
import asyncio4j.AsyncFunction;
import asyncio4j.CancelledError;
import asyncio4j.ExceptionGroup;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A function over many items, a few at a time: the calling task takes the items one by one and makes a task for each,
/// and waits while there are as many as may be. Loop only.
///
/// A task per item, not a task per worker, so that no item sees the context variables, the cancellation or the stack
/// another one left behind. That all have ended before anybody learns of a failure is the work of [GroupScope].
public final class FanOut implements WaitTarget {
    private final TaskImpl<?> parent = TaskImpl.current();
    private final GroupScope group = new GroupScope();
    private final Set<TaskImpl<?>> running = new LinkedHashSet<>();
    private final String name;
    private final int limit;
    private boolean waits; // the parent, for one of them to end
    private @Nullable Throwable first; // failure
    private @Nullable CancelledError cancelled; // how the first failed, if it was cancelled by itself

    private FanOut(String name, int limit) {
        this.name = name;
        this.limit = limit;
    }

    /// See [asyncio4j.Asyncio#mapConcurrent].
    public static <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Iterable<? extends A> items, int limit, AsyncFunction<? super A, ? extends R> fn) {
        Objects.requireNonNull(fn, "function");
        var results = new ArrayList<@Nullable R>();
        new FanOut("mapConcurrent", checked(limit)).run(items, (A item, int i) -> {
            results.add(null);
            return () -> results.set(i, fn.apply(item));
        });
        return Unchecked.as(Collections.unmodifiableList(results));
    }

    /// See [asyncio4j.Asyncio#forEachConcurrent].
    public static <A extends @Nullable Object> void forEach(
            Iterable<? extends A> items, int limit, AsyncConsumer<? super A> fn) {
        Objects.requireNonNull(fn, "function");
        new FanOut("forEachConcurrent", checked(limit)).run(items, (A item, int i) -> () -> fn.accept(item));
    }

    static int checked(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be >= 1: " + limit);
        }
        return limit;
    }

    private interface Work<A extends @Nullable Object> {
        Action of(A item, int index);
    }

    private <A extends @Nullable Object> void run(Iterable<? extends A> items, Work<A> work) {
        Objects.requireNonNull(items, "items");
        try {
            group.<@Nullable Void>run(() -> {
                feed(items, work);
                return null;
            });
        } catch (ExceptionGroup all) { // always the group's own
            throw Sneaky.rethrow(firstOf(all.exceptions()));
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    private Throwable firstOf(List<Throwable> failures) {
        Throwable failure = first != null ? first : failures.getFirst();
        failures.stream().filter(other -> other != failure).distinct().forEach(failure::addSuppressed);
        return failure;
    }

    private <A extends @Nullable Object> void feed(Iterable<? extends A> items, Work<A> work) {
        int index = 0;
        try {
            for (A item : items) { // the iterator may suspend
                begin(index, work.of(item, index));
                index++;
                awaitPlace();
            }
        } catch (Throwable e) {
            Throwable failure = parent.settled(e);
            failed(failure);
            throw Sneaky.rethrow(failure);
        }
    }

    private void begin(int index, Action body) {
        var task = (TaskImpl<Void>) group.createTask(name + "[" + index + "]", null, body);
        running.add(task);
        task.whenEnded((LoopJob) () -> ended(task));
    }

    private void awaitPlace() {
        waits = true;
        try {
            while (running.size() >= limit) {
                parent.park(this);
            }
        } finally {
            waits = false;
        }
    }

    private void ended(TaskImpl<?> task) {
        running.remove(task);
        if (task.isFailed()) {
            failed(task.failure());
        } else if (task.isCancelled() && group.stop()) { // not by us: the item has no result
            cancelled = task.cancelledError();
        }
        if (waits) {
            parent.unpark();
        }
    }

    private void failed(@Nullable Throwable e) {
        if (first == null && !(e instanceof CancelledError)) {
            first = e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean endsWithAny() {
        return true;
    }

    @Override
    public Set<TaskImpl<?>> owners() {
        try {
            return Set.copyOf(running);
        } catch (RuntimeException e) {
            return Set.of(); // read from another thread while it changed
        }
    }
}
