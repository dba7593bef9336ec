package asyncio4j.spi;

import asyncio4j.EventLoop;
import asyncio4j.internal.task.EventLoopImpl;
import java.util.Objects;
import java.util.function.Function;

/// What other modules add to a loop: objects that belong to one loop and end with it, and a poller.
///
/// A part is made when it is first asked for, so a program that never asks pays nothing.
///
/// Threads: everything here is called on the loop.
///
/// @since 0.1
public final class LoopParts {
    private LoopParts() {}

    /// The loop of the calling task, for the module's own use: as `getRunningLoop()`, but not counted as given to the
    /// program, so that a program in which nothing can run any more is still told so.
    ///
    /// @throws IllegalStateException outside a loop or in a callback
    public static EventLoop loop() {
        return EventLoopImpl.ofCurrentTask();
    }

    /// The part of `loop` of kind `type`: the one that exists, else the one that [LoopConfig#withPart] describes,
    /// else one of `maker`.
    ///
    /// A part that is `AutoCloseable` is closed with the loop, the last made first, after every task has ended and
    /// before the poller.
    public static <T> T of(EventLoop loop, Class<T> type, Function<? super EventLoop, ? extends T> maker) {
        Objects.requireNonNull(maker, "maker");
        return EventLoopImpl.of(loop).part(Objects.requireNonNull(type, "type"), maker);
    }

    /// Makes `loop` wait in `poller` from its next pass on.
    ///
    /// @throws IllegalStateException if it has a poller already
    public static void install(EventLoop loop, Poller poller) {
        EventLoopImpl.of(loop).install(Objects.requireNonNull(poller, "poller"));
    }

    /// Whether something of `loop` is ready to run: a poller that finds so must not wait any more.
    public static boolean hasReady(EventLoop loop) {
        return EventLoopImpl.of(loop).hasReady();
    }

    /// Refuses callers that are not `loop`'s while it runs.
    ///
    /// @throws IllegalStateException on another thread; it names callSoonThreadsafe
    public static void checkAccess(EventLoop loop) {
        EventLoopImpl.of(loop).checkAccess();
    }
}
