package asyncio4j.spi;

import asyncio4j.EventLoop;

/// Is told of every loop of this JVM: where tools that look on begin.
///
/// Found through [java.util.ServiceLoader], on a thread of its own, once there is a loop. What it throws is
/// logged, and it is told no more.
///
/// @since 0.1
@FunctionalInterface
public interface LoopListener {
    /// `loop` was made. Called on the thread that made it, or for a loop that is older than the search for listeners,
    /// on the thread of that search; never on that loop. Must be quick.
    void opened(EventLoop loop);
}
