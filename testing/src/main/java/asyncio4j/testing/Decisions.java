package asyncio4j.testing;

import asyncio4j.Task;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was decided in one run, and whose steps it led to. On the loop while it runs, then by whoever ran it.
final class Decisions {
    private final Chooser chooser;
    private final Ints choices = new Ints();
    private final Ints options = new Ints();
    private final Ints kinds = new Ints();
    private final Ints steps = new Ints(); // which task, by the order of their first steps
    private final Map<Task<?>, Integer> numbers = new IdentityHashMap<>();
    private int hash;

    Decisions(Chooser chooser) {
        this.chooser = chooser;
    }

    /// Decides.
    int choose(Chooser.Kind kind, int among, List<Task<?>> due) {
        int chosen = chooser.choose(kind, choices.size(), among, due);
        choices.add(chosen);
        options.add(among);
        kinds.add(kind.ordinal());
        return chosen;
    }

    /// `task` takes a step at `now`.
    void step(Task<?> task, long now) {
        Integer number = numbers.get(task);
        if (number == null) {
            number = numbers.size();
            numbers.put(task, number);
        }
        steps.add(number);
        hash = (hash * 31 + number) * 31 + Long.hashCode(now);
    }

    /// Whether a task was cancelled by decision.
    boolean cancelled() {
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i) != 0 && is(i, Chooser.Kind.CANCEL)) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return choices.size();
    }

    int options(int position) {
        return options.get(position);
    }

    boolean is(int position, Chooser.Kind kind) {
        return kinds.get(position) == kind.ordinal();
    }

    /// What tells this run from others: whose steps, in which order, at what times.
    int hash() {
        return hash * 31 + choices.size();
    }

    /// The schedule that leads here.
    Script script() {
        Ints at = new Ints();
        Ints what = new Ints();
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i) != 0) {
                at.add(i);
                what.add(choices.get(i));
            }
        }
        return new Script(at.toArray(), what.toArray());
    }

    /// The first step in which this and `other` differ, in words; null when there is none.
    @Nullable
    String difference(Decisions other) {
        int both = Math.min(steps.size(), other.steps.size());
        for (int i = 0; i < both; i++) {
            if (steps.get(i) != other.steps.get(i)) {
                return "step " + i + " is one of " + name(steps.get(i)) + " and then one of "
                        + other.name(other.steps.get(i));
            }
        }
        if (steps.size() != other.steps.size()) {
            Decisions more = steps.size() > both ? this : other;
            return "only one of the two has a step " + both + ", of " + more.name(more.steps.get(both));
        }
        return hash() == other.hash() ? null : "the same steps are taken, but at other times or among other due tasks";
    }

    private String name(int number) {
        for (var e : numbers.entrySet()) {
            if (e.getValue() == number) {
                return "task \"" + e.getKey().name() + "\"";
            }
        }
        return "nobody";
    }
}
