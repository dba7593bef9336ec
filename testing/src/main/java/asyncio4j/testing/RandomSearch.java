package asyncio4j.testing;

import asyncio4j.Task;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Every run by chance, with a seed of its own.
final class RandomSearch implements Search {
    private final SplittableRandom seeds;
    private final CancelPlaces cancels = new CancelPlaces();

    RandomSearch(long seed) {
        seeds = new SplittableRandom(seed);
    }

    /// The next schedule: there always is one.
    Chooser schedule() {
        return new ByChance(seeds.split(), cancels.next());
    }

    @Override
    public @Nullable Chooser next() {
        return schedule();
    }

    @Override
    public void ended(Decisions run) {
        cancels.ended(run);
    }

    @Override
    public boolean exhausted() {
        return false;
    }

    private record ByChance(SplittableRandom random, CancelPlaces.Place cancel) implements Chooser {
        @Override
        public int choose(Kind kind, int position, int options, List<Task<?>> due) {
            return switch (kind) {
                case STEP -> random.nextInt(options);
                case CANCEL -> cancel.here() ? 1 : 0;
                case FAULT -> Search.fault(random, options);
                case OUTSIDE -> Search.outside(random, options);
            };
        }
    }
}
