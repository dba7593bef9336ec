package asyncio4j.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Events in the order in which they happened; usable from any thread. */
public final class Trail {
    private final List<String> events = new ArrayList<>();

    /** Notes an event. */
    public synchronized void add(Object event) {
        events.add(String.valueOf(event));
    }

    /** What was noted so far. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** Asserts that exactly this happened, in this order. */
    public void is(Object... expected) {
        var texts = new ArrayList<String>();
        for (Object e : expected) {
            texts.add(String.valueOf(e));
        }
        assertThat(events()).containsExactlyElementsOf(texts);
    }

    @Override
    public String toString() {
        return events().toString();
    }
}
