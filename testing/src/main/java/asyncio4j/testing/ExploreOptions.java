package asyncio4j.testing;

import asyncio4j.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an exploration searches, and how far; immutable.
///
/// ```java
/// var options = ExploreOptions.defaults().withStrategy(Strategy.EXHAUSTIVE).withDepth(3).withRuns(100_000);
/// ```
///
/// @since 0.1
public final class ExploreOptions {
    /// As [#depth]: no limit, every schedule there is; for small cases.
    public static final int ALL = Integer.MAX_VALUE;

    private static final ExploreOptions DEFAULTS =
            new ExploreOptions(null, 1000, Strategy.RANDOM, 0, 0, false, Engine.AUTO, List.of(), 100_000, true);

    private final @Nullable String name;
    private final int runs;
    private final Strategy strategy;
    private final long seed;
    private final int depth;
    private final boolean jitter;
    private final Engine engine;
    private final List<Fault> faults;
    private final int maxSteps;
    private final boolean leakCheck;

    private ExploreOptions(
            @Nullable String name,
            int runs,
            Strategy strategy,
            long seed,
            int depth,
            boolean jitter,
            Engine engine,
            List<Fault> faults,
            int maxSteps,
            boolean leakCheck) {
        this.name = name;
        this.runs = runs;
        this.strategy = strategy;
        this.seed = seed;
        this.depth = depth;
        this.jitter = jitter;
        this.engine = engine;
        this.faults = faults;
        this.maxSteps = maxSteps;
        this.leakCheck = leakCheck;
    }

    /// 1000 RANDOM runs with seed 0, no jitter, no faults, engine AUTO, at most 100,000 steps per run, leak
    /// check on.
    public static ExploreOptions defaults() {
        return DEFAULTS;
    }

    /// Whose schedules these are, part of every replay string; null: the class that calls.
    public @Nullable String name() {
        return name;
    }

    /// With another name.
    public ExploreOptions withName(@Nullable String test) {
        return new ExploreOptions(test, runs, strategy, seed, depth, jitter, engine, faults, maxSteps, leakCheck);
    }

    /// How many schedules are run at most.
    public int runs() {
        return runs;
    }

    /// With another number of runs.
    ///
    /// @throws IllegalArgumentException below 1
    public ExploreOptions withRuns(int n) {
        atLeastOne("runs", n);
        return new ExploreOptions(name, n, strategy, seed, depth, jitter, engine, faults, maxSteps, leakCheck);
    }

    /// How the search goes from one schedule to the next.
    public Strategy strategy() {
        return strategy;
    }

    /// With another strategy.
    public ExploreOptions withStrategy(Strategy how) {
        Objects.requireNonNull(how, "strategy");
        return new ExploreOptions(name, runs, how, seed, depth, jitter, engine, faults, maxSteps, leakCheck);
    }

    /// What chance begins with: the same seed gives the same schedules.
    public long seed() {
        return seed;
    }

    /// With another seed.
    public ExploreOptions withSeed(long start) {
        return new ExploreOptions(name, runs, strategy, start, depth, jitter, engine, faults, maxSteps, leakCheck);
    }

    /// EXHAUSTIVE: how many deviations from first in, first out a schedule has at most (2 unless set, [#ALL]
    /// for no limit); PCT: the depth (3 unless set).
    public int depth() {
        return depth != 0 ? depth : strategy == Strategy.PCT ? 3 : 2;
    }

    /// With another depth.
    ///
    /// @throws IllegalArgumentException below 1
    public ExploreOptions withDepth(int d) {
        atLeastOne("depth", d);
        return new ExploreOptions(name, runs, strategy, seed, d, jitter, engine, faults, maxSteps, leakCheck);
    }

    /// Whether timers less than a millisecond apart may change places, and wake-ups come some passes late.
    public boolean jitter() {
        return jitter;
    }

    /// With jitter on or off.
    public ExploreOptions withJitter(boolean on) {
        return new ExploreOptions(name, runs, strategy, seed, depth, on, engine, faults, maxSteps, leakCheck);
    }

    /// The engine the runs use.
    public Engine engine() {
        return engine;
    }

    /// With another engine.
    public ExploreOptions withEngine(Engine wanted) {
        Objects.requireNonNull(wanted, "engine");
        return new ExploreOptions(name, runs, strategy, seed, depth, jitter, wanted, faults, maxSteps, leakCheck);
    }

    /// What goes wrong in the runs.
    public List<Fault> faults() {
        return faults;
    }

    /// With one more fault.
    public ExploreOptions withFault(Fault fault) {
        Objects.requireNonNull(fault, "fault");
        var more = new ArrayList<>(faults);
        more.add(fault);
        return new ExploreOptions(
                name, runs, strategy, seed, depth, jitter, engine, List.copyOf(more), maxSteps, leakCheck);
    }

    /// Whether nothing goes wrong but the order of steps.
    boolean faultless() {
        return !jitter && faults.isEmpty();
    }

    ExploreOptions withoutFaults() {
        return new ExploreOptions(name, runs, strategy, seed, depth, jitter, engine, List.of(), maxSteps, leakCheck);
    }

    /// The number of steps after which a run counts as one that never ends.
    public int maxSteps() {
        return maxSteps;
    }

    /// With another limit of steps.
    ///
    /// @throws IllegalArgumentException below 1
    public ExploreOptions withMaxSteps(int n) {
        atLeastOne("maxSteps", n);
        return new ExploreOptions(name, runs, strategy, seed, depth, jitter, engine, faults, n, leakCheck);
    }

    /// Whether a run fails that leaves tasks behind, or generators that were begun and neither ended nor closed.
    public boolean leakCheck() {
        return leakCheck;
    }

    /// With the leak check on or off.
    public ExploreOptions withLeakCheck(boolean on) {
        return new ExploreOptions(name, runs, strategy, seed, depth, jitter, engine, faults, maxSteps, on);
    }

    private static void atLeastOne(String what, int n) {
        if (n < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + n);
        }
    }

    @Override
    public String toString() {
        return "ExploreOptions[runs=" + runs + ", strategy=" + strategy + ", seed=" + seed + ", depth=" + depth()
                + ", jitter=" + jitter + ", engine=" + engine + ", faults=" + faults + ", maxSteps=" + maxSteps
                + ", leakCheck=" + leakCheck + "]";
    }
}
