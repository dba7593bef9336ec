package asyncio4j.testing;

import asyncio4j.Action;
import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import java.util.Objects;
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
/// task or an open generator behind, leaves a failure unseen, can never end, or blocks a real thread. The body
/// is called many times: it makes its state anew each time. [VirtualClock#current()] is the clock,
/// [SimulatedNetwork#current()] the network.
///
/// A replay string names its test: [ExploreOptions#name], or else the class that called.
///
/// @since 0.1
public final class Simulation {
    private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Simulation() {}

    /// Runs `body` once, with the steps in an order that `seed` chooses; returns its result or throws its
    /// failure.
    ///
    /// The failure has a suppressed [SimulationFailure] with the replay string and the trace.
    ///
    /// @throws IllegalStateException in a running event loop
    public static <T extends @Nullable Object> T run(long seed, Awaitable<? extends T> body) {
        ExploreOptions options = named(ExploreOptions.defaults().withSeed(seed), CALLER.getCallerClass());
        return OneSchedule.<T>once(options, new RandomSearch(seed).schedule(), body);
    }

    /// The void form of [#run(long, Awaitable)].
    public static void run(long seed, Action body) {
        ExploreOptions options = named(ExploreOptions.defaults().withSeed(seed), CALLER.getCallerClass());
        OneSchedule.once(options, new RandomSearch(seed).schedule(), value(body));
    }

    /// Runs `body` once per schedule until one fails or `options` say that it is enough.
    ///
    /// @return what was found; it throws nothing of the body's, except what leaves `run` at once, as
    /// OutOfMemoryError
    /// @throws IllegalStateException in a running event loop, or when the thread is interrupted
    public static ExploreReport explore(ExploreOptions options, Action body) {
        ExploreOptions named = named(options, CALLER.getCallerClass());
        notInALoop();
        return new Explorer<>(named, value(body)).explore();
    }

    /// Runs exactly the schedule of a report again; returns the body's result or throws its failure.
    ///
    /// @throws IllegalArgumentException if `replay` is no replay string, or one of another test or version
    public static <T extends @Nullable Object> T replay(String replay, Awaitable<? extends T> body) {
        return OneSchedule.<T>of(replay, named(ExploreOptions.defaults(), CALLER.getCallerClass()), body);
    }

    /// The void form of [#replay(String, Awaitable)].
    public static void replay(String replay, Action body) {
        OneSchedule.of(replay, named(ExploreOptions.defaults(), CALLER.getCallerClass()), value(body));
    }

    /// As [#replay(String, Action)], with the options of the exploration: its name, engine and limits count.
    public static void replay(String replay, ExploreOptions options, Action body) {
        OneSchedule.of(replay, named(options, CALLER.getCallerClass()), value(body));
    }

    private static Awaitable<@Nullable Void> value(Action body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    /// `options` with a name: that of the outermost class around `caller`, unless there is one.
    private static ExploreOptions named(ExploreOptions options, Class<?> caller) {
        String name = caller.getName();
        int inner = name.indexOf('$');
        return options.name() != null ? options : options.withName(inner < 0 ? name : name.substring(0, inner));
    }

    static void notInALoop() {
        try {
            Asyncio.getRunningLoop();
        } catch (IllegalStateException none) {
            return;
        }
        throw new IllegalStateException("a simulation runs loops of its own and cannot be called from a running one");
    }
}
