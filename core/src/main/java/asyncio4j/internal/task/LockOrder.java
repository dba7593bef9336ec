package asyncio4j.internal.task;

import asyncio4j.Task;
import asyncio4j.spi.LoopObserver;
import asyncio4j.spi.WaitTarget;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/// In debug mode, where locks were acquired, and in which order: warns of two locks that are acquired in both orders,
/// before tasks deadlock on them. Loop only.
///
/// Locks are known by their names; those without one, and several of one name, have no order.
final class LockOrder implements LoopObserver {
    private static final int MOST = 10_000; // pairs

    private record Held(WeakReference<WaitTarget> lock, String place) {}

    private record Pair(String held, String acquired) {}

    private record Seen(String task, String heldAt, String acquiredAt) {}

    private final EventLoopImpl loop;
    private final Map<Task<?>, List<Held>> held = new WeakHashMap<>(); // tasks compare by identity
    private final Map<Pair, Seen> pairs = new HashMap<>();

    LockOrder(EventLoopImpl loop) {
        this.loop = loop;
    }

    @Override
    public void owned(Task<?> task, WaitTarget lock) {
        String at = Stacks.at(new Throwable().getStackTrace());
        String place = at.isEmpty() ? "" : " (" + at.substring(4) + ")";
        List<Held> mine = held.computeIfAbsent(task, t -> new ArrayList<>());
        for (Held earlier : mine) {
            WaitTarget other = earlier.lock.get();
            if (other != null && hasName(other) && hasName(lock)) {
                note(new Pair(other.name(), lock.name()), new Seen(task.name(), earlier.place, place));
            }
        }
        mine.add(new Held(new WeakReference<>(lock), place));
    }

    /// Given by the user: names are quoted.
    private static boolean hasName(WaitTarget lock) {
        return lock.name().endsWith("\"");
    }

    private void note(Pair pair, Seen now) {
        if (pair.held.equals(pair.acquired) || pairs.size() >= MOST || pairs.putIfAbsent(pair, now) != null) {
            return;
        }
        Seen before = pairs.get(new Pair(pair.acquired, pair.held));
        if (before != null) {
            loop.logLater(
                    System.Logger.Level.WARNING,
                    "lock order: task \"" + now.task + "\" acquires " + pair.held + now.heldAt + ", then "
                            + pair.acquired
                            + now.acquiredAt + "; task \"" + before.task + "\" acquired " + pair.acquired
                            + before.heldAt + ", then " + pair.held + before.acquiredAt
                            + ": this can deadlock, acquire them in one order everywhere",
                    null);
        }
    }

    @Override
    public void released(Task<?> task, WaitTarget lock) {
        List<Held> mine = held.get(task);
        if (mine != null) {
            mine.removeIf(h -> h.lock.refersTo(lock));
            if (mine.isEmpty()) {
                held.remove(task);
            }
        }
    }

    /// What `task`, which has ended, never released, as `lock "from" (Bank.java:24)`.
    List<String> kept(Task<?> task) {
        var kept = new ArrayList<String>();
        for (Held h : held.getOrDefault(task, List.of())) {
            WaitTarget lock = h.lock.get();
            if (lock != null) {
                kept.add(lock.name() + h.place);
            }
        }
        return kept;
    }

    /// ` (Bank.java:24)`, where `owner` acquired `lock`, if that was seen.
    String acquiredAt(Task<?> owner, WaitTarget lock) {
        for (Held h : held.getOrDefault(owner, List.of())) {
            if (h.lock.refersTo(lock)) {
                return h.place;
            }
        }
        return "";
    }
}
