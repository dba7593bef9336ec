package asyncio4j.sync;

import asyncio4j.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tasks that read under an [AsyncRWLock], in the order in which they began. Loop only, except where it says else.
final class Readers {
    private static final int FEW = 8; // so many are found by looking at each

    private @Nullable Reader first; // the list is read racily by observers
    private @Nullable Reader last;
    private int count;
    private @Nullable Map<Task<?>, Reader> many; // when there are more than a few

    private static final class Reader {
        final Task<?> task;
        final long since;

        @Nullable
        Reader before;

        @Nullable
        Reader after;

        Reader(Task<?> task, long since) {
            this.task = task;
            this.since = since;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    boolean contains(Task<?> task) {
        return count > 0 && find(task) != null;
    }

    private @Nullable Reader find(Task<?> task) {
        return many != null ? many.get(task) : walkTo(task);
    }

    private @Nullable Reader walkTo(Task<?> task) {
        for (Reader r = first; r != null; r = r.after) {
            if (r.task == task) {
                return r;
            }
        }
        return null;
    }

    void add(Task<?> task, long since) {
        Reader reader = new Reader(task, since);
        reader.before = last;
        if (last == null) {
            first = reader;
        } else {
            last.after = reader;
        }
        last = reader;
        count++;
        if (many != null) {
            many.put(task, reader);
        } else if (count > FEW) {
            many = new HashMap<>();
            for (Reader r = first; r != null; r = r.after) {
                many.put(r.task, r);
            }
        }
    }

    /// Takes `task` out; false if it is not in.
    boolean remove(Task<?> task) {
        Reader reader = find(task);
        if (reader == null) {
            return false;
        }
        if (reader.before == null) {
            first = reader.after;
        } else {
            reader.before.after = reader.after;
        }
        if (reader.after == null) {
            last = reader.before;
        } else {
            reader.after.before = reader.before;
        }
        count--;
        if (count == 0) {
            many = null;
        } else if (many != null) {
            many.remove(task);
        }
        return true;
    }

    /// Since when `task` reads, 0 if it does not. Any thread, a moment late.
    long since(Task<?> task) {
        Reader reader = walkTo(task);
        return reader == null ? 0 : reader.since;
    }

    /// Any thread, a moment late.
    List<Task<?>> tasks() {
        var tasks = new ArrayList<Task<?>>();
        for (Reader r = first; r != null && tasks.size() < 10_000; r = r.after) {
            tasks.add(r.task);
        }
        return tasks;
    }
}
