package asyncio4j.testing;

import java.util.SplittableRandom;

/// Where a simulated thing outside the program takes its decisions from: the schedule, or a seed. On the loop.
interface Chance {
    /// One of `options`; 0 is what happens in the simplest case, as everywhere.
    int choose(Chooser.Kind kind, int options);

    /// Says, where a trace is made, what happened.
    void note(String what);

    /// By chance, always the same for one seed.
    static Chance of(long seed) {
        var random = new SplittableRandom(seed);
        return new Chance() {
            @Override
            public int choose(Chooser.Kind kind, int options) {
                return kind == Chooser.Kind.FAULT ? Search.fault(random, options) : Search.outside(random, options);
            }

            @Override
            public void note(String what) {}
        };
    }
}
