package asyncio4j.testing;

import asyncio4j.Awaitable;
import org.jspecify.annotations.Nullable;

/// Runs one schedule.
final class OneSchedule {
    private OneSchedule() {}

    /// Runs what `text` says.
    static <T extends @Nullable Object> T of(String text, ExploreOptions options, Awaitable<? extends T> body) {
        ReplayString replay = ReplayString.parse(text, options);
        Simulation.notInALoop();
        RunResult<T> result =
                SimulatedRun.of(body, replay.options(), replay.script().chooser(), true);
        if (result.decisions().hash() == replay.check()) {
            return outcome(replay.options(), result);
        }
        var other = new IllegalArgumentException("this replay string is of another version of " + options.name()
                + ": the body takes other steps now. Explore again");
        if (result.failure() != null) {
            other.addSuppressed(result.failure());
        }
        throw other;
    }

    /// Runs what `chooser` decides.
    static <T extends @Nullable Object> T once(ExploreOptions options, Chooser chooser, Awaitable<? extends T> body) {
        Simulation.notInALoop();
        return outcome(options, SimulatedRun.<T>of(body, options, chooser, true));
    }

    @SuppressWarnings("NullAway") // the value is a T where nothing failed
    private static <T extends @Nullable Object> T outcome(ExploreOptions options, RunResult<T> result) {
        Throwable failure = result.failure();
        if (failure != null) {
            String replay = ReplayString.of(options, result.decisions()).text();
            failure.addSuppressed(new SimulationFailure("replay: " + replay + "\n" + result.trace(), null));
            throw Sneaky.<RuntimeException>thrown(failure);
        }
        return result.value();
    }
}
