package asyncio4j.testing;

import asyncio4j.Awaitable;
import org.jspecify.annotations.Nullable;

/// Searches for a schedule in which a body fails, and makes what it finds repeatable and small.
final class Explorer<T extends @Nullable Object> {
    private static final int RETRIES = 5; // of a run that was disturbed from outside

    private final ExploreOptions options;
    private final Awaitable<? extends T> body;
    private int runs; // the one that is under way

    Explorer(ExploreOptions options, Awaitable<? extends T> body) {
        this.options = options;
        this.body = body;
    }

    ExploreReport explore() {
        Search search = Search.of(options);
        for (runs = 1; runs <= options.runs(); runs++) {
            Chooser chooser = search.next();
            if (chooser == null) {
                return passed(runs - 1, true);
            }
            RunResult<T> result = run(chooser, false);
            if (result.failure() != null) {
                return failed(result);
            }
            if (runs == 1) {
                NotDeterministicException doubt = repeated(result);
                if (doubt != null) {
                    return found(doubt);
                }
            }
            search.ended(result.decisions());
        }
        return passed(options.runs(), search.exhausted());
    }

    private RunResult<T> run(Chooser chooser, boolean recorded) {
        RunResult<T> result = once(chooser, recorded);
        for (int i = 0; i < RETRIES && result.disturbed(); i++) {
            result = once(result.decisions().script().chooser(), recorded);
        }
        return result;
    }

    private RunResult<T> once(Chooser chooser, boolean recorded) {
        RunResult<T> result = SimulatedRun.of(body, options, chooser, recorded);
        if (Thread.currentThread().isInterrupted()) { // which cancelled the body: the result is of no use
            throw new IllegalStateException("interrupted while exploring, in run " + runs);
        }
        return result;
    }

    private ExploreReport passed(int n, boolean exhausted) {
        return new ExploreReport(n, exhausted, options.seed(), null, null, null);
    }

    private ExploreReport failed(RunResult<T> result) {
        if (result.failure() instanceof NotDeterministicException e) {
            return found(e);
        }
        NotDeterministicException doubt = repeated(result);
        if (doubt != null) {
            doubt.addSuppressed(result.failure());
            return found(doubt);
        }
        Script small = Shrinker.shrunk(result, script -> run(script.chooser(), false));
        RunResult<T> last = run(small.chooser(), true);
        Throwable failure = last.failure() == null ? result.failure() : last.failure();
        return new ExploreReport(runs, false, options.seed(), failure, replay(last.decisions()), last.trace());
    }

    private ExploreReport found(NotDeterministicException failure) {
        return new ExploreReport(runs, false, options.seed(), failure, null, null);
    }

    private String replay(Decisions decisions) {
        return ReplayString.of(options, decisions).text();
    }

    /// Runs the schedule of `result` again; says so when it was not the same again.
    private @Nullable NotDeterministicException repeated(RunResult<T> result) {
        RunResult<T> again = run(result.decisions().script().chooser(), false);
        if (again.failure() instanceof NotDeterministicException e) {
            return e;
        }
        String difference = result.decisions().difference(again.decisions());
        if (difference == null && result.failure() != null && !again.failsAs(result)) {
            difference = "the first failed, the second did not";
        }
        return difference == null
                ? null
                : new NotDeterministicException("the same schedule, run twice, is not the same: " + difference
                        + ". Look there for real time, random numbers, hash codes, or state that one run leaves to the "
                        + "next");
    }
}
