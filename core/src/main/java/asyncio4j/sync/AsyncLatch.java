package asyncio4j.sync;

/// Lets tasks wait until something has happened a number of times.
///
/// ```java
/// var started = new AsyncLatch(3);
/// for (Server s : three) createTask(() -> { s.start(); started.countDown(); s.serve(); });
/// started.await();
/// ```
///
/// It opens once and stays open. Threads: the tasks and callbacks of one loop.
///
/// @since 0.1
public final class AsyncLatch {
    private final WaitQueue waiting = new WaitQueue("AsyncLatch.await");
    private int count; // loop only

    /// @param count how often [#countDown()] opens it; 0: it is open
    /// @throws IllegalArgumentException if negative
    public AsyncLatch(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be >= 0: " + count);
        }
        this.count = count;
    }

    /// Suspends until the count is 0; at once if it is.
    public void await() {
        if (count > 0) {
            waiting.await(() -> {});
        }
    }

    /// Counts one down; the last lets everybody that waits go on. More than that is harmless.
    public void countDown() {
        if (count == 1) {
            waiting.grantAll(); // first, so that a refusal leaves the count as it was
        }
        count = Math.max(0, count - 1);
    }

    /// How often it has still to be counted down.
    public int count() {
        return count;
    }

    /// How much was waited for it so far. Any thread.
    public WaitStatistics statistics() {
        return waiting.statistics();
    }

    @Override
    public String toString() {
        return "AsyncLatch[count:" + count + (waiting.isEmpty() ? "]" : ", waiters:" + waiting.size() + "]");
    }
}
