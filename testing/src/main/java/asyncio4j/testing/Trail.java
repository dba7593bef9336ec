package asyncio4j.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Events in the order in which they happened. Any thread.
///
/// ```java
/// var trail = new Trail();
/// gather(() -> trail.add("a"), () -> trail.add("b"));
/// trail.is("a", "b");
/// ```
///
/// @since 0.1
public final class Trail {
    private final List<String> events = new ArrayList<>(); // under the lock

    /// An empty one.
    public Trail() {}

    /// Notes an event, as text.
    public synchronized void add(Object event) {
        events.add(String.valueOf(event));
    }

    /// What was noted so far.
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /// Asserts that exactly this happened, in this order.
    public void is(Object... expected) {
        check(events().equals(texts(expected)), "exactly", expected);
    }

    /// Asserts that exactly this happened, in whatever order.
    public void isInAnyOrder(Object... expected) {
        var now = new ArrayList<>(events());
        var wanted = new ArrayList<>(texts(expected));
        Collections.sort(now);
        Collections.sort(wanted);
        check(now.equals(wanted), "in any order", expected);
    }

    /// Asserts that these happened in this order, whatever happened between them.
    public void contains(Object... expected) {
        int found = 0;
        List<String> wanted = texts(expected);
        for (String event : events()) {
            if (found < wanted.size() && event.equals(wanted.get(found))) {
                found++;
            }
        }
        check(found == wanted.size(), "in this order, among others,", expected);
    }

    private void check(boolean holds, String how, Object... expected) {
        if (!holds) {
            throw new AssertionError("expected " + how + " " + texts(expected) + ", but there was " + events());
        }
    }

    private static List<String> texts(Object... values) {
        var texts = new ArrayList<String>();
        for (Object value : values) {
            texts.add(String.valueOf(value));
        }
        return texts;
    }

    @Override
    public String toString() {
        return events().toString();
    }
}
