package asyncio4j.testing;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Goes from schedule to schedule. One thread.
interface Search {
    /// How often, one time in so many, chance lets a fault happen where it could.
    int RARELY = 8;

    /// The search that `options` ask for.
    static Search of(ExploreOptions options) {
        return switch (options.strategy()) {
            case RANDOM -> new RandomSearch(options.seed());
            case PCT -> new PctSearch(options.seed(), options.depth());
            case EXHAUSTIVE -> new ExhaustiveSearch(options.depth());
        };
    }

    /// The next schedule, null when there are no more.
    @Nullable
    Chooser next();

    /// The run that took the last one has ended so.
    void ended(Decisions run);

    /// Whether there are no more.
    boolean exhausted();

    /// A fault by chance.
    static int fault(SplittableRandom random, int options) {
        return random.nextInt(RARELY) == 0 ? 1 + random.nextInt(options - 1) : 0;
    }

    /// What something outside does, by chance: the simplest in half of the cases.
    static int outside(SplittableRandom random, int options) {
        return random.nextBoolean() ? 0 : random.nextInt(options);
    }
}
