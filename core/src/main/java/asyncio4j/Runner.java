package asyncio4j;

import asyncio4j.internal.task.RunScope;
import org.jspecify.annotations.Nullable;

/// Runs several main coroutines one after another on one loop and in one context.
///
/// ```java
/// try (var runner = new Runner()) {
///     runner.run(() -> setUp());
///     runner.run(() -> serve());
/// }
/// ```
///
/// The first SIGINT cancels the main task, and [KeyboardInterruptException] leaves `run` when the program did not
/// handle the cancellation; the second kills the process. Interrupting the calling thread cancels the main task.
///
/// @since 0.1
public final class Runner implements AutoCloseable {
    private final RunScope scope;

    /// With [RunOptions#defaults()].
    public Runner() {
        this(RunOptions.defaults());
    }

    /// With the given options.
    public Runner(RunOptions options) {
        scope = new RunScope(options);
    }

    /// Runs `main` as a task and returns its result or throws its failure, the very instance.
    ///
    /// @throws IllegalStateException after close ("Runner is closed"), and on a thread that already runs a loop
    public <T extends @Nullable Object> T run(Awaitable<? extends T> main) {
        return scope.run(main);
    }

    /// The void form of [#run(Awaitable)].
    public void run(Action main) {
        scope.run(main);
    }

    /// The loop, made at the first use.
    ///
    /// @throws IllegalStateException after close
    public EventLoop loop() {
        return scope.loop();
    }

    /// Cancels what is left and awaits it, shuts the default executor down, closes the loop; twice does nothing more.
    @Override
    public void close() {
        scope.close();
    }
}
