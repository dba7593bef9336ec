package asyncio4j;

import asyncio4j.internal.task.GroupScope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tasks that end together: given to the body of [Asyncio#taskGroup(Body)].
///
/// The block ends when the body and all its tasks have ended. When one fails, the others and the body are cancelled
/// and the failures are thrown as one [ExceptionGroup]; cancellations are never among them.
///
/// ```java
/// taskGroup(tg -> {
///     tg.createTask(() -> serve());
///     tg.createTask("metrics", () -> report());
/// });
/// ```
///
/// @since 0.1
public final class TaskGroup {
    /// A block with a group and a result.
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /// Runs in the calling task.
        T run(TaskGroup tg) throws Exception;
    }

    /// A block with a group, without a result.
    @FunctionalInterface
    public interface VoidBody {
        /// Runs in the calling task.
        void run(TaskGroup tg) throws Exception;
    }

    private final GroupScope scope = new GroupScope();

    TaskGroup() {}

    static Body<@Nullable Void> body(VoidBody body) {
        Objects.requireNonNull(body, "body");
        return tg -> {
            body.run(tg);
            return null;
        };
    }

    static <T extends @Nullable Object> T run(Body<T> body) {
        Objects.requireNonNull(body, "body");
        var group = new TaskGroup();
        return group.scope.run(() -> body.run(group));
    }

    /// Starts a task in this group.
    ///
    /// @throws IllegalStateException once the group has finished or is shutting down; the body never runs
    public <T extends @Nullable Object> Task<T> createTask(Awaitable<? extends T> body) {
        return scope.createTask(null, null, body);
    }

    /// Starts a named task in this group.
    public <T extends @Nullable Object> Task<T> createTask(@Nullable String name, Awaitable<? extends T> body) {
        return scope.createTask(name, null, body);
    }

    /// Starts a task with a name (null: numbered) and a context (null: a copy of the current one).
    public <T extends @Nullable Object> Task<T> createTask(
            @Nullable String name, @Nullable Context context, Awaitable<? extends T> body) {
        return scope.createTask(name, context, body);
    }

    /// The void form of [#createTask(Awaitable)].
    public Task<Void> createTask(Action body) {
        return scope.createTask(null, null, body);
    }

    /// The void form of [#createTask(String, Awaitable)].
    public Task<Void> createTask(@Nullable String name, Action body) {
        return scope.createTask(name, null, body);
    }

    /// The void form of [#createTask(String, Context, Awaitable)].
    public Task<Void> createTask(@Nullable String name, @Nullable Context context, Action body) {
        return scope.createTask(name, context, body);
    }

    /// Stops the group without an error: its tasks and its body are cancelled, and the block ends normally
    /// (with a null result when the body did not return one).
    public void cancel() {
        scope.cancel();
    }

    @Override
    public String toString() {
        return scope.toString();
    }
}
