package asyncio4j.testing;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Every schedule with at most `depth` deviations, each once, those with few first.
///
/// A schedule is the list of its deviations. From one that was run follow all that have one deviation more, at
/// a later decision: its decisions are known from the run.
final class ExhaustiveSearch implements Search {
    private final int depth;
    private final ArrayDeque<Node> waiting = new ArrayDeque<>();
    private Node current = new Node(null, 0, 0, 0);

    /// One deviation, after those of `before`.
    ///
    /// @param cost how many deviations count: cancelling a task is none
    private record Node(@Nullable Node before, int position, int choice, int cost) {
        Script script() {
            return before == null ? Script.FIFO : before.script().with(position, choice);
        }

        int from() {
            return before == null ? 0 : position + 1;
        }
    }

    ExhaustiveSearch(int depth) {
        this.depth = depth;
        waiting.add(current);
    }

    @Override
    public @Nullable Chooser next() {
        Node node = waiting.poll();
        if (node == null) {
            return null;
        }
        current = node;
        return node.script().chooser();
    }

    @Override
    public void ended(Decisions run) {
        for (int position = current.from(); position < run.count(); position++) {
            int cost = current.cost + (run.is(position, Chooser.Kind.CANCEL) ? 0 : 1);
            if (cost <= depth) {
                for (int choice = 1; choice < run.options(position); choice++) {
                    waiting.add(new Node(current, position, choice, cost));
                }
            }
        }
    }

    @Override
    public boolean exhausted() {
        return waiting.isEmpty();
    }
}
