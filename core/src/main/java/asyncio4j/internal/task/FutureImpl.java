package asyncio4j.internal.task;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.InvalidStateException;
import asyncio4j.internal.engine.Strand;
import asyncio4j.internal.loop.HandleImpl;
import asyncio4j.spi.WaitTarget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A future of one loop.
///
/// States: pending, then one of cancelled, failed, done. `state` is published with release, so that other threads may
/// read a future that is done; everything else is the loop's. What waits for the end is kept in order: tasks (woken),
/// callbacks (queued), jobs of the runtime (queued).
public sealed class FutureImpl<T extends @Nullable Object> implements AsyncFuture<T>, WaitTarget permits TaskImpl {
    static final byte MANY = Byte.MAX_VALUE;
    private static final byte PENDING = 0;
    private static final byte CANCELLED = 1;
    private static final byte FAILED = 2;
    private static final byte DONE = 3;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FutureImpl.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final EventLoopImpl loop;
    final int id; // order of creation

    private byte state;
    boolean shielded; // loop only: a report of a lost failure is arranged
    byte deadlines; // of a task, here because there is room: deadlines around what it does; MANY stays
    byte held; // likewise: locks and the like that it owns
    private @Nullable Object value; // the result, the failure, or the message or error of a cancellation
    private @Nullable Object ends; // who waits: null, one, or an ArrayList; at the end, the note of what nobody saw

    FutureImpl(EventLoopImpl loop) {
        this.loop = loop;
        id = loop.nextId();
    }

    /// The implementation behind `future`.
    ///
    /// @throws IllegalArgumentException if it is not ours
    static <T extends @Nullable Object> FutureImpl<T> of(AsyncFuture<? extends T> future) {
        if (Objects.requireNonNull(future, "future") instanceof FutureImpl<?> impl) {
            @SuppressWarnings("unchecked") // a future only gives its T
            FutureImpl<T> f = (FutureImpl<T>) impl;
            return f;
        }
        throw new IllegalArgumentException("not a future of asyncio4j: " + future);
    }

    /// Cheaper than the identity hash of a young object; equality is identity.
    @Override
    public final int hashCode() {
        return id * 0x9E3779B9;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other;
    }

    // ---- asking ----

    private byte how() {
        return (byte) STATE.getAcquire(this);
    }

    @Override
    public final boolean isDone() {
        return how() != PENDING;
    }

    @Override
    public final boolean isCancelled() {
        return how() == CANCELLED;
    }

    final boolean isFailed() {
        return how() == FAILED;
    }

    @Override
    public final EventLoopImpl loop() {
        return loop.handedOut();
    }

    @Override
    public final T await() {
        if (!isDone()) {
            TaskImpl.current().awaitEnd(this);
        }
        return outcome();
    }

    @Override
    public final T result() {
        needDone();
        return outcome();
    }

    @Override
    public final @Nullable Throwable exception() {
        needDone();
        if (isCancelled()) {
            throw cancelledError();
        }
        return failure();
    }

    private void needDone() {
        if (!isDone()) {
            throw new InvalidStateException("Result is not ready: " + this + "; await() waits for it");
        }
    }

    /// The result of a future that is done, or what it ended with is thrown.
    final T outcome() {
        if (how() == DONE) {
            seen();
            return Unchecked.as(value);
        }
        if (how() == CANCELLED) {
            throw cancelledError();
        }
        throw Sneaky.rethrow(Objects.requireNonNull(failure()));
    }

    /// The failure, null without one; from now on it counts as seen.
    final @Nullable Throwable failure() {
        if (how() != FAILED) {
            return null;
        }
        seen();
        return (Throwable) value;
    }

    /// The failure, which stays unseen.
    final @Nullable Throwable peekFailure() {
        return how() == FAILED ? (Throwable) value : null;
    }

    final CancelledError cancelledError() {
        if (value instanceof CancelledError e) {
            return loop.core.debug()
                    ? loop.newCancelledError(e.message(), e)
                    : e; // in debug mode it names this place too
        }
        return loop.newCancelledError((String) value, null);
    }

    private void seen() {
        if (ends instanceof Unretrieved.Note note) {
            note.drop();
            ends = null;
        }
    }

    final boolean unseen() {
        return ends instanceof Unretrieved.Note;
    }

    // ---- ending ----

    @Override
    public void setResult(T v) {
        loop.checkAccess();
        needPending();
        succeed(v);
    }

    @Override
    public void setException(Throwable t) {
        loop.checkAccess();
        Objects.requireNonNull(t, "exception");
        needPending();
        if (t instanceof CancelledError e) {
            end(CANCELLED, e);
        } else {
            fail(t);
        }
    }

    private void needPending() {
        if (isDone()) {
            throw new InvalidStateException("invalid state: already done: " + this);
        }
    }

    @Override
    public final boolean cancel() {
        return cancel(null);
    }

    @Override
    public final boolean cancel(@Nullable String msg) {
        loop.checkAccess();
        return requestCancel(msg, null);
    }

    /// As [#cancel(String)], from the loop's own code.
    ///
    /// @param reason who or what asks, for debug mode
    boolean requestCancel(@Nullable String msg, @Nullable String reason) {
        if (isDone()) {
            seen();
            return false;
        }
        end(CANCELLED, msg);
        return true;
    }

    final void succeed(T v) {
        end(DONE, v);
    }

    final void fail(Throwable t) {
        end(FAILED, t);
    }

    final void endCancelled(CancelledError e) {
        end(CANCELLED, e);
    }

    private void end(byte how, @Nullable Object what) {
        Object waiting = ends;
        Object note = null;
        if (how == FAILED) {
            note = loop.unretrieved.note(this, (Throwable) Objects.requireNonNull(what));
        } else if (how == DONE && what != null && waiting == null && loop.core.debug()) {
            note = loop.unretrieved.note(this, null);
        }
        value = what;
        ends = note;
        STATE.setRelease(this, how);
        if (waiting instanceof ArrayList<?> list) {
            for (int i = 0; i < list.size(); i++) {
                tell(list.get(i));
            }
        } else if (waiting != null) {
            tell(waiting);
        }
    }

    private void tell(Object waiting) {
        if (waiting instanceof TaskImpl<?> task) {
            task.unpark();
        } else {
            loop.core.add(waiting);
        }
    }

    // ---- being told of the end ----

    /// Queues `job` (a callback or a job of the runtime) at the end, or now.
    final void whenEnded(Object job) {
        if (isDone()) {
            loop.core.add(job);
        } else {
            addEnd(job);
        }
    }

    /// Wakes `task` at the end. Pending futures only.
    final void addWaiter(TaskImpl<?> task) {
        addEnd(task);
    }

    /// Whether anybody is to be told of the end. Pending futures only.
    final boolean hasEnds() {
        return ends != null;
    }

    /// Undoes [#addWaiter] or [#whenEnded] while pending.
    final void remove(Object waiting) {
        if (isDone()) {
            return;
        }
        if (ends == waiting) {
            ends = null;
        } else if (ends instanceof ArrayList<?> list) {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i) == waiting) {
                    list.remove(i);
                    return;
                }
            }
        }
    }

    private void addEnd(Object waiting) {
        Object before = ends;
        if (before == null) {
            ends = waiting;
        } else if (before instanceof ArrayList<?>) {
            many(before).add(waiting);
        } else {
            var list = new ArrayList<Object>(4);
            list.add(before);
            list.add(waiting);
            ends = list;
        }
    }

    @SuppressWarnings("unchecked")
    private static ArrayList<Object> many(Object list) {
        return (ArrayList<Object>) list;
    }

    private static final class DoneCallback<T extends @Nullable Object> extends HandleImpl {
        private final FutureImpl<T> future;
        private final Consumer<? super AsyncFuture<T>> callback;

        DoneCallback(FutureImpl<T> future, Consumer<? super AsyncFuture<T>> callback) {
            super(Contexts.capture());
            this.future = future;
            this.callback = callback;
        }

        @Override
        protected void run() {
            callback.accept(future);
        }

        @Override
        protected Object what() {
            return callback;
        }
    }

    @Override
    public final void addDoneCallback(Consumer<? super AsyncFuture<T>> callback) {
        loop.checkAccess();
        whenEnded(new DoneCallback<>(this, Objects.requireNonNull(callback, "callback")));
    }

    @Override
    public final int removeDoneCallback(Consumer<? super AsyncFuture<T>> callback) {
        loop.checkAccess();
        if (isDone()) {
            return 0;
        }
        int removed = 0;
        if (ends instanceof ArrayList<?> list) {
            int before = list.size();
            list.removeIf(e -> isOf(e, callback));
            removed = before - list.size();
        } else if (ends != null && isOf(ends, callback)) {
            ends = null;
            removed = 1;
        }
        return removed;
    }

    private static boolean isOf(Object end, Object callback) {
        return end instanceof DoneCallback<?> c && c.callback.equals(callback);
    }

    // ---- java.util.concurrent ----

    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        return Interop.bridge(this);
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        if (isDone()) {
            return done();
        }
        Bridges.Bridge<T> bridge = needOtherThread();
        try {
            return bridge.get();
        } finally {
            bridge.forget(); // when interrupted
        }
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (isDone()) {
            return done();
        }
        Bridges.Bridge<T> bridge = needOtherThread();
        try {
            return bridge.get(timeout, unit);
        } finally {
            bridge.forget(); // when the time was over: else every poll would leave one behind
        }
    }

    private Bridges.Bridge<T> needOtherThread() {
        Strand here = Strand.current();
        if (here != null && here.host == loop.core) {
            throw new IllegalStateException("get() would block the loop that must end this future: use await()");
        }
        return Interop.bridge(this);
    }

    private T done() throws ExecutionException {
        if (isCancelled()) {
            var e = new CancellationException(cancelledError().message());
            e.initCause(cancelledError());
            throw e;
        }
        Throwable failure = failure();
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return outcome();
    }

    // ---- being waited for ----

    @Override
    public boolean cancelWait(@Nullable String message) {
        return requestCancel(message, null);
    }

    @Override
    public String name() {
        return "a future";
    }

    @Override
    public final List<TaskImpl<?>> waiters() {
        var tasks = new ArrayList<TaskImpl<?>>();
        Object waiting = ends; // racy: may be a moment old
        if (waiting instanceof TaskImpl<?> t) {
            tasks.add(t);
        } else if (waiting instanceof ArrayList<?> list) {
            for (Object o : list.toArray()) {
                if (o instanceof TaskImpl<?> t) {
                    tasks.add(t);
                }
            }
        }
        return tasks;
    }

    @Override
    public String toString() {
        return "Future[" + stateText() + loop.createdAt(this) + "]";
    }

    final String stateText() {
        return switch (how()) {
            case CANCELLED -> "cancelled";
            case FAILED -> "finished exception=" + text(value);
            case DONE -> "finished result=" + text(value);
            default -> "pending" + callbacksText();
        };
    }

    private static String text(@Nullable Object shown) {
        try {
            return String.valueOf(shown);
        } catch (Exception | StackOverflowError e) {
            return "<" + (shown == null ? "" : shown.getClass().getName()) + ", whose toString failed>";
        }
    }

    private String callbacksText() {
        var texts = new ArrayList<String>();
        Object waiting = ends;
        for (Object o : waiting instanceof ArrayList<?> list ? list.toArray() : new Object[] {waiting}) {
            if (o instanceof DoneCallback<?> c) {
                texts.add(String.valueOf(c.callback));
            }
        }
        int n = texts.size();
        if (n == 0) {
            return "";
        }
        var shown = n <= 2 ? texts : List.of(texts.getFirst(), "<" + (n - 2) + " more>", texts.getLast());
        return " callbacks=" + shown;
    }
}
