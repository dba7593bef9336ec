package asyncio4j.testing;

import asyncio4j.sync.AsyncEvent;

/// Stops tasks at a point, until the test lets them go on.
///
/// ```java
/// var gate = new Gate("before the write");
/// var writer = createTask(() -> { gate.pass(); file.write(); });
/// gate.awaitArrival();      // the writer stands there
/// gate.open();
/// ```
///
/// On the loop only.
///
/// @since 0.1
public final class Gate {
    private final String name;
    private final AsyncEvent arrived = new AsyncEvent(); // loop only
    private final AsyncEvent open = new AsyncEvent(); // loop only
    private int waiting; // loop only

    /// A closed gate at the point of this name.
    public Gate(String name) {
        this.name = name;
    }

    /// Suspends the calling task until the gate is open; goes through without a stop when it is.
    public void pass() {
        waiting++;
        arrived.set();
        try {
            open.await();
        } finally {
            waiting--;
        }
    }

    /// Suspends the calling task until a task has arrived at the gate, now or earlier.
    public void awaitArrival() {
        arrived.await();
    }

    /// How many tasks stand at the gate.
    public int waiting() {
        return waiting;
    }

    /// Lets all go on that stand here, and that come later.
    public void open() {
        open.set();
    }

    @Override
    public String toString() {
        return "Gate[" + name + ", " + (open.isSet() ? "open" : "closed, " + waiting + " waiting") + "]";
    }
}
