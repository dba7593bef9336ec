package asyncio4j.inspect;

import asyncio4j.Task;
import asyncio4j.inspect.Reading.Seen;
import asyncio4j.spi.TaskView;
import asyncio4j.spi.WaitTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Circles in the waits of one reading: each member waits for something that only the next can end.
///
/// A wait for several tasks leads to each of them if it takes them all, to none if one is enough and there are others.
/// A task that will give up, or is being cancelled, is no member.
final class Circles {
    private static final int MOST = 100;

    private final Map<Task<?>, Seen> waits = new HashMap<>();

    Circles(Collection<Seen> seen) {
        for (Seen s : seen) {
            if (isFirm(s)) {
                waits.put(s.task(), s);
            }
        }
    }

    private static boolean isFirm(Seen s) {
        return isFirm(s.view(), s.owners());
    }

    /// Whether only `owners`, and each of them, can end the wait `view`: no timeout, no cancellation, no choice.
    static boolean isFirm(TaskView view, List<Task<?>> owners) {
        WaitTarget target = view.target();
        return target != null
                && !owners.isEmpty()
                && !view.limited()
                && view.cancelling() == 0
                && (!target.endsWithAny() || owners.size() == 1);
    }

    /// Those that are still there: they were seen whole, so all of it was true at one moment, and will stay.
    List<List<Task<?>>> certain() {
        return found().stream()
                .filter(circle -> circle.stream().allMatch(Seen::unchanged))
                .<List<Task<?>>>map(
                        circle -> circle.stream().<Task<?>>map(Seen::task).toList())
                .toList();
    }

    /// A walk in depth, without recursion: chains may be long.
    private List<List<Seen>> found() {
        var circles = new ArrayList<List<Seen>>();
        var done = new HashMap<Task<?>, Boolean>(); // false while on the path
        for (Seen begin : waits.values()) {
            if (done.containsKey(begin.task())) {
                continue;
            }
            var path = new ArrayList<Seen>();
            var next = new ArrayList<Iterator<? extends Task<?>>>();
            enter(begin, path, next, done);
            while (!path.isEmpty() && circles.size() < MOST) {
                if (!next.getLast().hasNext()) {
                    done.put(path.removeLast().task(), true);
                    next.removeLast();
                    continue;
                }
                Seen to = waits.get(next.getLast().next());
                if (to == null) {
                    continue;
                }
                Boolean state = done.get(to.task());
                if (state == null) {
                    enter(to, path, next, done);
                } else if (!state) {
                    circles.add(List.copyOf(path.subList(path.indexOf(to), path.size())));
                }
            }
        }
        return circles;
    }

    private static void enter(
            Seen task, List<Seen> path, List<Iterator<? extends Task<?>>> next, Map<Task<?>, Boolean> done) {
        path.add(task);
        next.add(task.owners().iterator());
        done.put(task.task(), false);
    }
}
