package asyncio4j.sync;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.Task;
import asyncio4j.spi.WaitTarget;
import asyncio4j.spi.Waits;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// At most so many at once, where the number may change at run time and it is known who holds what.
///
/// Each borrower holds one token: the calling task, or an object on whose behalf it acquires (compared with `equals`).
/// Who holds one gives it back. A newcomer never overtakes those who wait. Holders are never taken for owners in the
/// sense of the deadlock detector, because one may give back on behalf of another.
///
/// Threads: the tasks of one loop; what does not suspend also in its callbacks.
///
/// @since 0.1
public final class CapacityLimiter {
    private final WaitQueue waiting = new WaitQueue(new Shown());
    private final Set<Object> holders = new LinkedHashSet<>(); // loop only, as all below
    private final Set<Object> queued = new LinkedHashSet<>(); // for whom tasks wait
    private int promised; // tokens granted to tasks that have not gone on
    private int total;

    /// @param tokens how many there are; 0: nobody goes on until that changes
    /// @throws IllegalArgumentException if negative
    public CapacityLimiter(int tokens) {
        total = checked(tokens);
    }

    private static int checked(int tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException("total tokens must be >= 0: " + tokens);
        }
        return tokens;
    }

    private final class Shown implements WaitTarget {
        @Override
        public String name() {
            return "CapacityLimiter.acquire";
        }

        @Override
        public Collection<? extends Task<?>> waiters() {
            return waiting.tasks();
        }
    }

    /// Takes a token for the calling task, suspending until there is one and it is this task's turn.
    ///
    /// @throws IllegalStateException if the task holds one already
    public void acquire() {
        acquireOnBehalfOf(Waits.currentTask());
    }

    /// As [#acquire()] for `borrower`, which need not be a task.
    ///
    /// @throws IllegalStateException if `borrower` holds or waits for one already
    public void acquireOnBehalfOf(Object borrower) {
        if (tryAcquireOnBehalfOf(borrower)) {
            return;
        }
        queued.add(borrower);
        try {
            waiting.await(this::passOn);
        } finally {
            queued.remove(borrower);
        }
        promised--;
        holders.add(borrower);
        grant(); // tokens that were freed while newcomers had to queue
    }

    private void passOn() {
        promised--;
        grant();
    }

    private void grant() {
        while (availableTokens() > 0 && waiting.grantFirst()) {
            promised++;
        }
    }

    /// Takes a token for the calling task if that is possible without waiting.
    ///
    /// @throws IllegalStateException if the task holds one already
    public boolean tryAcquire() {
        return tryAcquireOnBehalfOf(Waits.currentTask());
    }

    /// As [#tryAcquire()] for `borrower`.
    ///
    /// @throws IllegalStateException if `borrower` holds or waits for one already
    public boolean tryAcquireOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        if (holders.contains(borrower) || queued.contains(borrower)) {
            throw new IllegalStateException(borrower + " already holds, or waits for, a token of this CapacityLimiter:"
                    + " acquire on behalf of something else");
        }
        return availableTokens() > 0 && waiting.isEmpty() && holders.add(borrower);
    }

    /// Gives the token of the calling task back.
    ///
    /// @throws IllegalStateException if it holds none
    public void release() {
        releaseOnBehalfOf(Waits.currentTask());
    }

    /// Gives the token of `borrower` back.
    ///
    /// @throws IllegalStateException if it holds none
    public void releaseOnBehalfOf(Object borrower) {
        waiting.checkAccess();
        if (!holders.remove(Objects.requireNonNull(borrower, "borrower"))) {
            throw new IllegalStateException(borrower + " holds no token of this CapacityLimiter");
        }
        grant();
    }

    /// Takes a token for the calling task, to be given back by closing.
    public Hold hold() {
        Task<?> me = Waits.currentTask();
        acquireOnBehalfOf(me);
        return Locked.hold(() -> releaseOnBehalfOf(me));
    }

    /// Runs `body` with a token.
    public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        acquire();
        return Locked.run(body, this::release);
    }

    /// The void form of [#with(Awaitable)].
    public void with(Action body) {
        with(Asyncio.action(body));
    }

    /// How many tokens there are.
    public int totalTokens() {
        return total;
    }

    /// Changes how many tokens there are.
    ///
    /// More: who waits goes on at once. Fewer: no holder loses its token; nobody gets one until enough are back.
    ///
    /// @throws IllegalArgumentException if negative
    public void setTotalTokens(int tokens) {
        waiting.checkAccess();
        total = checked(tokens);
        grant();
    }

    /// How many tokens are taken or promised; more than there are after the number was lowered.
    public int borrowedTokens() {
        return holders.size() + promised;
    }

    /// How many tokens are free, never below 0.
    public int availableTokens() {
        return Math.max(0, total - borrowedTokens());
    }

    /// Who holds a token: tasks and what was acquired on behalf of, in order of acquiring.
    public List<Object> holders() {
        return List.copyOf(holders);
    }

    /// The tasks that wait for a token, next first.
    public List<Task<?>> waiters() {
        return waiting.tasks();
    }

    @Override
    public String toString() {
        return "CapacityLimiter[" + borrowedTokens() + " of " + total
                + (waiting.isEmpty() ? " borrowed]" : " borrowed, waiters:" + waiting.size() + "]");
    }
}
