package asyncio4j.internal.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The unfinished tasks of a loop: this is what keeps them alive.
///
/// Written on the loop; any thread may read a snapshot that contains every task made before and not yet ended. A task
/// never moves, so a reader cannot miss one.
final class Registry {
    private static final int CHUNK = 1024;

    private volatile @Nullable TaskImpl<?>[][] chunks = new TaskImpl<?>[0][];
    private int[] free = new int[CHUNK]; // loop only: slots given back
    private int freeCount;
    private int used; // loop only: slots ever handed out

    void add(TaskImpl<?> task) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot / CHUNK == chunks.length) {
            var more = Arrays.copyOf(chunks, chunks.length + 1);
            more[chunks.length] = new TaskImpl<?>[CHUNK];
            chunks = more;
        }
        chunks[slot / CHUNK][slot % CHUNK] = task;
        task.slot = slot;
    }

    void remove(TaskImpl<?> task) {
        int slot = task.slot;
        chunks[slot / CHUNK][slot % CHUNK] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
    }

    /// The tasks not done, in order of creation. Any thread.
    List<TaskImpl<?>> snapshot() {
        var tasks = new ArrayList<TaskImpl<?>>();
        for (TaskImpl<?>[] chunk : chunks) {
            for (TaskImpl<?> task : chunk) {
                if (task != null && !task.isDone()) {
                    tasks.add(task);
                }
            }
        }
        tasks.sort(Comparator.comparingInt(t -> t.id));
        return tasks;
    }
}
