package asyncio4j.testing;

import asyncio4j.Handle;
import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes down what the tasks of a run do: who, where, what. On the loop.
final class TraceRecorder implements LoopObserver {
    private static final int FIRST = 200; // lines that are kept of a long trace
    private static final int LAST = 300;

    private final VirtualClock clock;
    private final List<String> lines = new ArrayList<>();
    private final Map<Task<?>, String> origins = new IdentityHashMap<>();
    private final ArrayDeque<String> last = new ArrayDeque<>(); // of the lines after the first
    private int left; // dropped between the two
    private boolean off;

    TraceRecorder(VirtualClock clock) {
        this.clock = clock;
    }

    private void line(@Nullable Task<?> who, String what) {
        if (off) {
            return;
        }
        String name = who == null ? "-" : who.name();
        String line = String.format(Locale.ROOT, "%9.3f  %-12s %s", clock.now().toNanos() / 1e9, name, what);
        if (lines.size() < FIRST) {
            lines.add(line);
            return;
        }
        last.add(line);
        if (last.size() > LAST) {
            last.remove();
            left++;
        }
    }

    private static String by(@Nullable Task<?> task) {
        return task == null ? "" : " by " + task.name() + Places.here();
    }

    /// The body has ended: the rest is clearing away.
    void off() {
        off = true;
    }

    /// Says that something unusual happens.
    void note(@Nullable Task<?> task, String what) {
        line(task, what);
    }

    /// Says that `chosen` steps before tasks that were due earlier.
    void preferred(Task<?> chosen, List<Task<?>> due, int place) {
        var names = due.subList(0, place).stream().map(Task::name).toList();
        line(chosen, "steps before " + String.join(", ", names));
    }

    @Override
    public void taskCreated(Task<?> task, @Nullable Task<?> creator) {
        String where = Places.here();
        origins.put(task, where.isEmpty() ? "" : ", created" + where);
        line(task, "created" + (creator == null ? "" : " by " + creator.name() + where));
    }

    @Override
    public void parked(Task<?> task, WaitTarget target) {
        line(task, "waits for " + (target instanceof Task<?> t ? "task " + t.name() : target.name()) + Places.here());
    }

    @Override
    public void woken(Task<?> task, @Nullable Task<?> by) {
        line(task, "woken" + by(by));
    }

    @Override
    public void cancelRequested(Task<?> task, @Nullable Task<?> by, @Nullable String message) {
        line(task, "cancelled" + by(by) + (message == null ? "" : ": " + message));
    }

    @Override
    public void owned(Task<?> task, WaitTarget target) {
        line(task, "owns " + target.name() + Places.here());
    }

    @Override
    public void released(Task<?> task, WaitTarget target) {
        line(task, "gives up " + target.name() + Places.here());
    }

    @Override
    public void finished(Task<?> task) {
        // From its text: to ask for the exception would count as having seen it.
        boolean failed = task.toString().startsWith("Task[" + task.name() + ", finished exception=");
        line(task, task.isCancelled() ? "ends, cancelled" : failed ? "fails" : "ends");
    }

    @Override
    public void callbackBegin(Handle handle) {
        line(null, "callback");
    }

    /// Where `task` was created.
    String origin(Task<?> task) {
        return origins.getOrDefault(task, "");
    }

    /// Everything, a line per event.
    String text() {
        var all = new ArrayList<String>(List.of("  seconds  task         what"));
        all.addAll(lines);
        if (left > 0) {
            all.add("           ... " + left + " lines ...");
        }
        all.addAll(last);
        return String.join("\n", all);
    }
}
