package asyncio4j.testing;

import asyncio4j.Action;
import asyncio4j.Awaitable;
import org.jspecify.annotations.Nullable;

/// Runs a body in virtual time under a chosen order of steps, searches for the order that breaks it, and
/// repeats it.
///
/// ```java
/// ExploreReport report = Simulation.explore(ExploreOptions.defaults(), () -> transferBetweenTwoAccounts());
/// report.throwIfFailed();       // the message has a replay string
/// Simulation.replay("...", () -> transferBetweenTwoAccounts());   // the same steps again, under a debugger
/// ```
///
/// Each run has a loop of its own on which `body` is the main task. A run fails when the body throws, leaves a
/// task behind, leaves a failure unseen, can never end, or blocks a real thread. The body is called many times:
/// it makes its state anew each time. [VirtualClock#current()] is the clock.
///
/// @since 0.1
public final class Simulation {
    private Simulation() {}

    /// Runs `body` once, with the steps in an order that `seed` chooses; returns its result or throws its
    /// failure.
    public static <T extends @Nullable Object> T run(long seed, Awaitable<? extends T> body) {
        throw new UnsupportedOperationException("to come");
    }

    /// The void form of [#run(long, Awaitable)].
    public static void run(long seed, Action body) {
        throw new UnsupportedOperationException("to come");
    }

    /// Runs `body` once per schedule until one fails or `options` say that it is enough.
    ///
    /// @return what was found; it throws nothing of the body's
    public static ExploreReport explore(ExploreOptions options, Action body) {
        throw new UnsupportedOperationException("to come");
    }

    /// Runs exactly the schedule of a report again; returns the body's result or throws its failure.
    ///
    /// @throws IllegalArgumentException if `replay` is no replay string, or one of another test or version
    public static <T extends @Nullable Object> T replay(String replay, Awaitable<? extends T> body) {
        throw new UnsupportedOperationException("to come");
    }

    /// The void form of [#replay(String, Awaitable)].
    public static void replay(String replay, Action body) {
        throw new UnsupportedOperationException("to come");
    }

    /// As [#replay(String, Action)], with the options of the exploration: its name, engine and limits count.
    public static void replay(String replay, ExploreOptions options, Action body) {
        throw new UnsupportedOperationException("to come");
    }
}
