package asyncio4j.testing;

import asyncio4j.Task;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Priorities by chance, and `depth - 1` places where the task that would step falls behind all others
/// (Burckhardt and others, "A randomized scheduler with probabilistic guarantees of finding bugs", 2010).
final class PctSearch implements Search {
    private static final int PATIENCE = 50; // steps in a row while others are due: one that only yields, for ever

    private final SplittableRandom seeds;
    private final int depth;
    private final CancelPlaces cancels = new CancelPlaces();
    private int length; // of the longest run so far, in decisions

    PctSearch(long seed, int depth) {
        seeds = new SplittableRandom(seed);
        this.depth = depth;
    }

    @Override
    public @Nullable Chooser next() {
        return new ByPriority(seeds.split(), cancels.next(), length, depth);
    }

    @Override
    public void ended(Decisions run) {
        cancels.ended(run);
        length = Math.max(length, run.count());
    }

    @Override
    public boolean exhausted() {
        return false;
    }

    private static final class ByPriority implements Chooser {
        private final SplittableRandom random;
        private final CancelPlaces.Place cancel;
        private final Set<Integer> changes = new HashSet<>(); // decisions at which the first falls behind
        private final Map<Task<?>, Double> priorities = new IdentityHashMap<>();
        private double lowest; // all falls lead below the priorities given by chance, which are positive
        private @Nullable Task<?> last;
        private int inARow;

        ByPriority(SplittableRandom random, CancelPlaces.Place cancel, int length, int depth) {
            this.random = random;
            this.cancel = cancel;
            for (int i = 1; i < depth && length > 0; i++) {
                changes.add(random.nextInt(length));
            }
        }

        @Override
        public int choose(Kind kind, int position, int options, List<Task<?>> due) {
            return switch (kind) {
                case STEP -> step(position, due);
                case CANCEL -> cancel.here() ? 1 : 0;
                case FAULT -> Search.fault(random, options);
                case OUTSIDE -> Search.outside(random, options);
            };
        }

        private int step(int position, List<Task<?>> due) {
            int first = highest(due);
            inARow = due.get(first) == last ? inARow + 1 : 0;
            if (changes.contains(position) || inARow >= PATIENCE) {
                priorities.put(due.get(first), --lowest);
                first = highest(due);
                inARow = 0;
            }
            last = due.get(first);
            return first;
        }

        private int highest(List<Task<?>> due) {
            int best = 0;
            for (int i = 1; i < due.size(); i++) {
                if (priority(due.get(i)) > priority(due.get(best))) {
                    best = i;
                }
            }
            return best;
        }

        private double priority(Task<?> task) {
            return priorities.computeIfAbsent(task, _ -> random.nextDouble());
        }
    }
}
