package asyncio4j;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a [Runner] runs; immutable.
///
/// ```java
/// try (var runner = new Runner(RunOptions.defaults().withDebug(true))) {
///     runner.run(() -> serve());
/// }
/// ```
///
/// @since 0.1
public final class RunOptions {
    private static final RunOptions DEFAULTS = new RunOptions(Boolean.getBoolean("asyncio4j.debug"), Engine.AUTO, null);

    private final boolean debug;
    private final Engine engine;
    private final @Nullable Supplier<? extends EventLoop> loopFactory;

    private RunOptions(boolean debug, Engine engine, @Nullable Supplier<? extends EventLoop> loopFactory) {
        this.debug = debug;
        this.engine = engine;
        this.loopFactory = loopFactory;
    }

    /// Debug mode as `-Dasyncio4j.debug` says, engine AUTO, the usual loop.
    public static RunOptions defaults() {
        return DEFAULTS;
    }

    /// Whether the loop is put into debug mode.
    public boolean debug() {
        return debug;
    }

    /// These options with debug mode on or off.
    public RunOptions withDebug(boolean on) {
        return new RunOptions(on, engine, loopFactory);
    }

    /// The engine asked for.
    public Engine engine() {
        return engine;
    }

    /// These options with another engine.
    public RunOptions withEngine(Engine wanted) {
        return new RunOptions(debug, Objects.requireNonNull(wanted, "engine"), loopFactory);
    }

    /// What makes the loop, or null for the usual one.
    @SuppressWarnings("unchecked") // it only gives loops
    public @Nullable Supplier<EventLoop> loopFactory() {
        return (Supplier<EventLoop>) loopFactory;
    }

    /// These options with another maker of the loop; the engine asked for is then the factory's business.
    public RunOptions withLoopFactory(@Nullable Supplier<? extends EventLoop> factory) {
        return new RunOptions(debug, engine, factory);
    }
}
