package asyncio4j.inspect;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.inspect.Pulse.Done;
import asyncio4j.spi.Introspection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a [Watch] remembers of a loop from one sample to the next. Under the lock of the watch.
final class WatchedLoop {
    final Pulse pulse = new Pulse();
    private Mark base = Mark.NOTHING; // what a sample is compared with
    private Mark last = Mark.NOTHING; // what the next one will be
    private long longestPass; // since `base`

    /// What had been done at one moment.
    private record Mark(Done all, Map<Task<?>, Done> tasks, long started, long ended) {
        static final Mark NOTHING = new Mark(Done.NOTHING, Map.of(), 0, 0);
    }

    /// What there is to tell now; null if the loop is closed.
    ///
    /// @param goesOn whether the sample before becomes the one to compare with
    @Nullable
    LoopSample sample(EventLoop loop, long now, boolean goesOn, String filter) {
        List<LoopInfo> infos = Snapshot.take(loop, 0).loops();
        if (infos.isEmpty()) {
            return null;
        }
        LoopInfo info = infos.getFirst();
        var present = new Mark(pulse.all(now), pulse.tasks(now), pulse.started(), pulse.ended());
        long pass = pulse.takeLongestPass();
        if (goesOn) {
            base = last;
            last = present;
            longestPass = 0;
        }
        longestPass = Math.max(longestPass, pass);
        return new LoopSample(
                loop,
                info,
                rows(info, lately(present), filter.toLowerCase(Locale.ROOT)),
                present.all.since(base.all),
                present.started - base.started,
                present.ended - base.ended,
                longestPass,
                pulse.slowest(),
                now);
    }

    /// What tasks have done since `base`, by their number.
    private Map<Integer, Done> lately(Mark present) {
        var lately = new HashMap<Integer, Done>();
        present.tasks.forEach((task, done) ->
                lately.put(Introspection.id(task), done.since(base.tasks.getOrDefault(task, Done.NOTHING))));
        return lately;
    }

    private static List<LoopSample.Row> rows(LoopInfo info, Map<Integer, Done> lately, String filter) {
        return info.tasks().stream()
                .filter(task -> filter.isEmpty() || matches(task, filter))
                .map(task -> new LoopSample.Row(
                        task, info, lately.getOrDefault(task.ref().id(), Done.NOTHING)))
                .toList();
    }

    private static boolean matches(TaskInfo task, String filter) {
        WaitInfo wait = task.waiting();
        return contains(task.ref().name(), filter)
                || task.ref().key().startsWith(filter)
                || contains(task.state().name(), filter)
                || wait != null && contains(wait.what(), filter);
    }

    private static boolean contains(String text, String filter) {
        return text.toLowerCase(Locale.ROOT).contains(filter);
    }
}
