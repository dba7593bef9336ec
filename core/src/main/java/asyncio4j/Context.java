package asyncio4j;

import asyncio4j.internal.task.Contexts;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The values of all [ContextVar]s that a task or callback sees.
///
/// A task runs in a copy of the context current where it was created, so what it sets is its own.
///
/// ```java
/// Context request = Context.copy();
/// createTask("audit", request, () -> audit());   // shares `request`: sees and changes its values
/// ```
///
/// @since 0.1
public interface Context {
    /// A copy of the current context. Any thread.
    static Context copy() {
        return Contexts.copy();
    }

    /// Runs `body` with this context as the current one; what it sets stays in this context. What it throws leaves as
    /// it is, undeclared.
    <T extends @Nullable Object> T run(Callable<? extends T> body);

    /// The void form of [#run(Callable)].
    void run(Action body);
}
