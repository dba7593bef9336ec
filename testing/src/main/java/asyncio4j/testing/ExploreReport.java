package asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/// What an exploration found.
///
/// @param runs how many schedules were run up to the failure, or at all; those that shrank it are not counted
/// @param exhausted whether these were all the schedules that were asked for (EXHAUSTIVE)
/// @param seed the seed of the exploration
/// @param failure what the failing run ended with; null when none failed
/// @param replay what [Simulation#replay] takes to run the failing schedule again, after it was shrunk; null
/// without failure, and after a [NotDeterministicException]
/// @param trace the failing schedule, a line per event; null where `replay` is
/// @since 0.1
public record ExploreReport(
        int runs,
        boolean exhausted,
        long seed,
        @Nullable Throwable failure,
        @Nullable String replay,
        @Nullable String trace) {
    /// Whether a run failed.
    public boolean failed() {
        return failure != null;
    }

    /// Throws a [SimulationFailure] with everything this knows if a run failed.
    public void throwIfFailed() {
        if (failure != null) {
            throw new SimulationFailure(toString(), failure);
        }
    }

    /// The report as text.
    @Override
    public String toString() {
        if (failure == null) {
            return exhausted ? "exhausted, " + runs + " schedules" : "not exhausted, " + runs + " run";
        }
        String schedule = replay == null ? "" : "\nreplay: " + replay + "\n" + trace;
        return "failed in run " + runs + " (seed " + seed + "): " + failure + schedule;
    }
}
