package asyncio4j.internal.loop;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What other threads hand in: any thread adds, the loop drains, in order of adding. Lock-free.
///
/// States: open, closed for ever. A producer learns from [#push] that the loop is closed; nothing is lost in between.
final class Inbox {
    private static final class Node {
        final Object item;

        @Nullable
        Node link; // before it is drained: the older one; after: the younger one

        Node(Object item) {
            this.item = item;
        }
    }

    private static final Node CLOSED = new Node("closed");

    private final AtomicReference<@Nullable Node> last = new AtomicReference<>();

    /// Adds `item`; false when closed. Any thread.
    boolean push(Object item) {
        Node mine = new Node(item);
        Node seen = last.get();
        while (seen != CLOSED) {
            mine.link = seen;
            Node witness = last.compareAndExchange(seen, mine);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /// Whether there is nothing to drain.
    boolean isEmpty() {
        Node seen = last.get();
        return seen == null || seen == CLOSED;
    }

    /// Gives everything to `to`, oldest first. Loop only.
    void drain(Consumer<Object> to) {
        if (!isEmpty()) {
            give(last.getAndSet(null), to);
        }
    }

    /// Closes for ever and gives what was left to `to`.
    void close(Consumer<Object> to) {
        Node rest = last.getAndSet(CLOSED);
        if (rest != CLOSED) {
            give(rest, to);
        }
    }

    private static void give(@Nullable Node newest, Consumer<Object> to) {
        Node oldest = null;
        for (Node n = newest; n != null; ) {
            Node older = n.link;
            n.link = oldest;
            oldest = n;
            n = older;
        }
        for (Node n = oldest; n != null; n = n.link) {
            to.accept(n.item);
        }
    }
}
