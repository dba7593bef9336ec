package asyncio4j.testing;

import org.jspecify.annotations.Nullable;

/// Takes deviations out of a failing schedule as long as it fails in the same way.
final class Shrinker {
    private static final int ATTEMPTS = 300;

    private final Attempt attempt;
    private final RunResult<?> failing;
    private int attempts;

    /// Runs a schedule.
    interface Attempt {
        RunResult<?> run(Script script);
    }

    private Shrinker(Attempt attempt, RunResult<?> failing) {
        this.attempt = attempt;
        this.failing = failing;
    }

    /// The smallest schedule that was found.
    static Script shrunk(RunResult<?> failing, Attempt attempt) {
        return new Shrinker(attempt, failing).shrink(failing.decisions().script());
    }

    private Script shrink(Script script) {
        Script best = script;
        for (int part = Math.max(1, best.size()); part >= 1; part /= 2) { // parts of half the length each time
            for (int to = best.size(); to > 0; ) { // from the end: what comes late is most likely not needed
                int from = Math.max(0, to - part);
                Script smaller = tried(best.without(from, to));
                best = smaller == null ? best : smaller;
                to = Math.min(from, best.size());
            }
        }
        return best;
    }

    private @Nullable Script tried(Script script) {
        if (++attempts > ATTEMPTS) {
            return null;
        }
        RunResult<?> result = attempt.run(script);
        return result.failsAs(failing) ? result.decisions().script() : null;
    }
}
