package asyncio4j.testing;

import asyncio4j.Task;
import java.util.Arrays;
import java.util.List;

/// A schedule written down: at which decisions something else than 0 is chosen, and what; positions ascend.
/// Immutable.
record Script(int[] positions, int[] choices) {
    static final Script FIFO = new Script(new int[0], new int[0]);

    int size() {
        return positions.length;
    }

    /// This without the entries from `from` to before `to`.
    Script without(int from, int to) {
        return new Script(cut(positions, from, to), cut(choices, from, to));
    }

    /// This with one more entry, behind all others.
    Script with(int position, int choice) {
        return new Script(appended(positions, position), appended(choices, choice));
    }

    private static int[] appended(int[] a, int last) {
        var longer = Arrays.copyOf(a, a.length + 1);
        longer[a.length] = last;
        return longer;
    }

    private static int[] cut(int[] a, int from, int to) {
        var shorter = new int[a.length - (to - from)];
        System.arraycopy(a, 0, shorter, 0, from);
        System.arraycopy(a, to, shorter, from, a.length - to);
        return shorter;
    }

    /// One that follows it, for one run.
    Chooser chooser() {
        return new Follower();
    }

    private final class Follower implements Chooser {
        private int next;

        @Override
        public int choose(Kind kind, int position, int options, List<Task<?>> due) {
            if (next == positions.length || positions[next] != position) {
                return 0;
            }
            int wanted = choices[next++];
            return wanted < options ? wanted : 0; // else the run is another one by now
        }
    }
}
