package asyncio4j.internal.task;

import asyncio4j.ErrorContext;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Failures, in debug mode also results, that nobody has looked at yet. Each is reported once: when its future becomes
/// unreachable, or the loop closes.
final class Unretrieved {
    private static final ReferenceQueue<FutureImpl<?>> QUEUE = new ReferenceQueue<>();

    private final EventLoopImpl loop;
    private final ConcurrentSkipListMap<Long, Note> notes =
            new ConcurrentSkipListMap<>(); // without locks: on the carrier
    private long count; // loop only

    Unretrieved(EventLoopImpl loop) {
        this.loop = loop;
    }

    private static final class Reaper {
        static {
            Thread.ofPlatform()
                    .name("asyncio4j-unretrieved")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(Reaper::reap);
        }

        static void begin() {} // by initialising the class

        private static void reap() {
            while (true) {
                try {
                    if (QUEUE.remove() instanceof Note note) {
                        note.unreachable();
                    }
                } catch (InterruptedException e) {
                    // nobody has reason to interrupt this thread: go on
                }
            }
        }
    }

    /// The failure of one future (null: its result), which it does not keep alive.
    final class Note extends PhantomReference<FutureImpl<?>> {
        private final Long key;
        private final String message;
        private final @Nullable Throwable failure;
        private final @Nullable Object context;
        private final AtomicBoolean dropped = new AtomicBoolean();

        private Note(Long key, FutureImpl<?> future, @Nullable Throwable failure) {
            super(future, QUEUE);
            this.key = key;
            this.failure = failure;
            boolean isTask = future instanceof TaskImpl<?>;
            message = (isTask ? "Task" : "Future")
                    + (failure == null ? " result was never awaited" : " exception was never retrieved")
                    + (future instanceof TaskImpl<?> t ? ": " + t.name() : "")
                    + loop.createdAt(future);
            context = future instanceof TaskImpl<?> t ? t.vars() : null;
        }

        /// Somebody has looked. Any thread.
        void drop() {
            if (dropped.compareAndSet(false, true)) {
                notes.remove(key);
                clear();
            }
        }

        private void unreachable() {
            if (dropped.compareAndSet(false, true)) {
                if (failure == null) {
                    Reports.LOG.log(System.Logger.Level.WARNING, message);
                } else {
                    loop.report(new ErrorContext(message, failure, null, null), context);
                }
                notes.remove(key); // only now: whoever closes the loop waits for the report
            }
        }
    }

    /// Notes the failure of `future`, or its result if that is null.
    Note note(FutureImpl<?> future, @Nullable Throwable failure) {
        Reaper.begin();
        var note = new Note(count++, future, failure);
        notes.put(note.key, note);
        return note;
    }

    /// Reports all that is left, and waits for reports under way; the loop is closing.
    void reportAll() {
        for (Note note : notes.values()) {
            note.unreachable();
            while (notes.containsKey(note.key)) {
                Thread.yield(); // the reaper is at it, for a moment
            }
        }
    }
}
