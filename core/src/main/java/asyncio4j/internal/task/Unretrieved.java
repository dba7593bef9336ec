package asyncio4j.internal.task;

import asyncio4j.ErrorContext;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Failures that nobody has looked at yet. Each is reported once: when its future becomes unreachable, or the loop
/// closes.
final class Unretrieved {
    private static final ReferenceQueue<FutureImpl<?>> QUEUE = new ReferenceQueue<>();

    private final EventLoopImpl loop;
    private final Set<Note> notes = ConcurrentHashMap.newKeySet(); // loop adds, any thread removes

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

    /// The failure of one future, which it does not keep alive.
    final class Note extends PhantomReference<FutureImpl<?>> {
        private final String message;
        private final Throwable failure;
        private final @Nullable Object context;
        private final AtomicBoolean dropped = new AtomicBoolean();

        private Note(FutureImpl<?> future, Throwable failure) {
            super(future, QUEUE);
            this.failure = failure;
            boolean isTask = future instanceof TaskImpl<?>;
            message = (isTask ? "Task" : "Future") + " exception was never retrieved"
                    + (future instanceof TaskImpl<?> t ? ": " + t.name() : "") + loop.createdAt(future);
            context = future instanceof TaskImpl<?> t ? t.vars() : null;
        }

        /// Somebody has looked. Any thread.
        void drop() {
            if (dropped.compareAndSet(false, true)) {
                notes.remove(this);
                clear();
            }
        }

        private void unreachable() {
            if (dropped.compareAndSet(false, true)) {
                notes.remove(this);
                loop.report(new ErrorContext(message, failure, null, null), context);
            }
        }
    }

    /// Notes the failure of `future`.
    Note note(FutureImpl<?> future, Throwable failure) {
        Reaper.begin();
        var note = new Note(future, failure);
        notes.add(note);
        return note;
    }

    /// Reports all that is left; the loop is closing.
    void reportAll() {
        for (Note note : notes) {
            note.unreachable();
        }
    }
}
