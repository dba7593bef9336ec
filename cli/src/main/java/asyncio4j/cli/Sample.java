package asyncio4j.cli;

import com.google.gson.Gson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a program answers to `top`. Times are milliseconds; `interval` is the time since the sample before.
///
/// @param matching how many tasks pass the filter
/// @param tasks the first of those
record Sample(
        String taken, long pid, String command, double interval, List<Loop> loops, int matching, List<Row> tasks) {
    private static final Gson GSON = new Gson();

    static Sample of(String json) {
        return GSON.fromJson(json, Sample.class);
    }

    /// @param state asleep, busy or stopped
    /// @param current the task that runs, null without one
    /// @param at where that is, null if nothing runs
    /// @param lag how long what becomes ready may have to wait for its turn
    /// @param circles the numbers of tasks that wait for each other
    record Loop(
            int number,
            String engine,
            String state,
            double busy,
            @Nullable String current,
            @Nullable String at,
            int ready,
            int timers,
            Map<String, Integer> states,
            long steps,
            double ran,
            long started,
            long ended,
            double lag,
            List<List<String>> circles,
            List<Slow> slowest) {}

    /// @param id the task, null for a callback
    record Slow(@Nullable String id, @Nullable String name, double took, double ago) {}

    /// @param what what it waits for, null unless it waits
    record Row(
            String id,
            String name,
            String state,
            double ran,
            long steps,
            double waited,
            @Nullable String what,
            String place) {}
}
