package asyncio4j.internal.task;

import asyncio4j.Action;
import asyncio4j.AsyncFuture;
import asyncio4j.Awaitable;
import asyncio4j.Outcome;
import asyncio4j.internal.loop.LoopJob;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Waiting for several awaitables at once.
///
/// States: waiting; then over, with all ended or with the first failure. Cancelling the waiting task cancels every part
/// and goes on waiting for them.
public final class Gather implements WaitTarget {
    private final TaskImpl<?> parent;
    private final @Nullable FutureImpl<?>[]
            parts; // by argument; one future may stand in several places; null: to begin
    private final Awaitable<?>[] bodies; // what parts are made of
    private final @Nullable Object context; // of the parts that begin later
    private int next; // the first part that may have to begin
    private final boolean settled; // failures are outcomes too
    private int left; // parts that have not ended
    private boolean over;
    private boolean cancelled; // the parent was, and the parts were told
    private @Nullable String message;
    private @Nullable FutureImpl<?> failed;

    private Gather(Collection<? extends Awaitable<?>> as, int limit, boolean settled) {
        parent = TaskImpl.current();
        this.settled = settled;
        bodies = as.toArray(new Awaitable<?>[0]);
        parts = new FutureImpl<?>[bodies.length];
        context = Contexts.capture();
        left = bodies.length;
        for (Awaitable<?> a : bodies) {
            checkPart(a);
        }
        int begun = 0;
        for (int i = 0; i < bodies.length; i++) {
            if (bodies[i] instanceof AsyncFuture<?> || begun++ < limit) {
                follow(i, parent.loop.ensure(bodies[i]), bodies[i] instanceof AsyncFuture<?>);
            }
        }
    }

    private void follow(int i, FutureImpl<?> part, boolean given) {
        parts[i] = part;
        part.whenEnded((LoopJob) () -> {
            if (!given) {
                beginNext();
            }
            ended(part);
        });
    }

    /// Begins the next body in place of one that has ended, also after the first failure: the others go on, until the
    /// end of run cancels them.
    private void beginNext() {
        if (over && parent.loop.ending) {
            return;
        }
        while (next < parts.length && parts[next] != null) {
            next++;
        }
        if (next < parts.length) {
            follow(next, parent.loop.begin(new TaskImpl<>(parent.loop, null, context, bodies[next])), false);
        }
    }

    private void beginNoMore() {
        if (next < parts.length) {
            left -= parts.length - begun().size();
            next = parts.length;
        }
    }

    private List<FutureImpl<?>> begun() {
        var begun = new ArrayList<FutureImpl<?>>(parts.length);
        for (FutureImpl<?> part : parts) {
            if (part != null) {
                begun.add(part);
            }
        }
        return begun;
    }

    private void checkPart(Awaitable<?> a) {
        if (Objects.requireNonNull(a, "awaitable") instanceof AsyncFuture<?> f) {
            parent.loop.own(FutureImpl.of(f));
        }
    }

    /// The results in argument order; the first failure is thrown.
    public static <T extends @Nullable Object> List<T> values(Collection<? extends Awaitable<? extends T>> as) {
        return values(as, Integer.MAX_VALUE);
    }

    /// As [#values(Collection)], with at most `limit` bodies begun and not ended.
    public static <T extends @Nullable Object> List<T> values(
            Collection<? extends Awaitable<? extends T>> as, int limit) {
        FanOut.checked(limit);
        if (as.isEmpty()) {
            return List.of();
        }
        var gather = new Gather(as, limit, false);
        gather.await();
        var results = new @Nullable Object[gather.parts.length];
        int i = 0;
        for (FutureImpl<?> part : gather.begun()) { // all
            results[i++] = part.outcome();
        }
        @SuppressWarnings("unchecked")
        List<T> list = (List<T>) Collections.unmodifiableList(Arrays.asList(results));
        return list;
    }

    /// How each ended, in argument order.
    public static <T extends @Nullable Object> List<Outcome<T>> outcomes(
            Collection<? extends Awaitable<? extends T>> as) {
        if (as.isEmpty()) {
            return List.of();
        }
        var gather = new Gather(as, Integer.MAX_VALUE, true);
        gather.await();
        var outcomes = new ArrayList<Outcome<T>>(gather.parts.length);
        for (FutureImpl<?> part : gather.begun()) {
            outcomes.add(outcome(part));
        }
        return Collections.unmodifiableList(outcomes);
    }

    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> Outcome<T> outcome(FutureImpl<?> part) {
        if (part.isCancelled()) {
            return new Outcome.Failure<>(part.cancelledError());
        }
        Throwable failure = part.failure();
        return failure != null ? new Outcome.Failure<>(failure) : new Outcome.Success<>((T) part.outcome());
    }

    /// Void bodies as awaitables.
    public static List<Awaitable<Void>> bodies(Action... as) {
        return Arrays.stream(as).map(RunScope::body).toList();
    }

    private void await() {
        while (!over) {
            parent.park(this);
        }
        if (failed != null) {
            failed.outcome();
        }
        if (cancelled) {
            throw parent.loop.newCancelledError(message, null);
        }
    }

    private void ended(FutureImpl<?> part) {
        left--;
        if (over) {
            return; // a later failure stays unseen and is reported as such
        }
        if (!settled && (part.isFailed() || part.isCancelled())) {
            failed = part;
            over = true;
        } else if (left == 0) {
            over = true;
        }
        if (over) {
            parent.unpark();
        }
    }

    @Override
    public boolean cancelWait(@Nullable String msg) {
        if (over) {
            return false;
        }
        boolean told = false;
        for (FutureImpl<?> part : new LinkedHashSet<>(begun())) {
            told |= part.requestCancel(msg, "the cancellation of " + parent.name());
        }
        beginNoMore();
        if (told) {
            cancelled = true;
            message = msg;
        }
        return told;
    }

    @Override
    public String name() {
        return settled ? "gatherSettled" : "gather";
    }

    @Override
    public boolean ownersMayWait() {
        for (FutureImpl<?> part : begun()) {
            if (part instanceof TaskImpl<?> t && t.mayBeStuck()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<TaskImpl<?>> owners() {
        return WaitSet.pendingTasks(begun());
    }
}
