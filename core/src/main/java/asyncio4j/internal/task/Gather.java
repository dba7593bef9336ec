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
    private final FutureImpl<?>[] parts; // by argument; one future may stand in several places
    private final boolean settled; // failures are outcomes too
    private int left; // parts that have not ended
    private boolean over;
    private boolean cancelled; // the parent was, and the parts were told
    private @Nullable String message;
    private @Nullable FutureImpl<?> failed;

    private Gather(Collection<? extends Awaitable<?>> as, boolean settled) {
        parent = TaskImpl.current();
        this.settled = settled;
        var list = new ArrayList<FutureImpl<?>>(as.size());
        for (Awaitable<?> a : as) {
            checkPart(a);
        }
        for (Awaitable<?> a : as) {
            FutureImpl<?> part = parent.loop.ensure(a);
            list.add(part);
            left++;
            part.whenEnded((LoopJob) () -> ended(part));
        }
        parts = list.toArray(new FutureImpl<?>[0]);
    }

    private void checkPart(Awaitable<?> a) {
        if (Objects.requireNonNull(a, "awaitable") instanceof AsyncFuture<?> f) {
            parent.loop.own(FutureImpl.of(f));
        }
    }

    /// The results in argument order; the first failure is thrown.
    public static <T extends @Nullable Object> List<T> values(Collection<? extends Awaitable<? extends T>> as) {
        if (as.isEmpty()) {
            return List.of();
        }
        var gather = new Gather(as, false);
        gather.await();
        var results = new @Nullable Object[gather.parts.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = gather.parts[i].outcome();
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
        var gather = new Gather(as, true);
        gather.await();
        var outcomes = new ArrayList<Outcome<T>>(gather.parts.length);
        for (FutureImpl<?> part : gather.parts) {
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
        for (FutureImpl<?> part : new LinkedHashSet<>(Arrays.asList(parts))) {
            told |= part.requestCancel(msg, "the cancellation of " + parent.name());
        }
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
        for (FutureImpl<?> part : parts) {
            if (part instanceof TaskImpl<?> t && t.waitingOn != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<TaskImpl<?>> owners() {
        return WaitSet.pendingTasks(Arrays.asList(parts));
    }
}
