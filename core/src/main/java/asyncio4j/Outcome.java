package asyncio4j;

import asyncio4j.internal.task.Sneaky;
import org.jspecify.annotations.Nullable;

/// How an awaitable ended: with a value or with a failure (a cancellation is a failure with a [CancelledError]).
///
/// ```java
/// for (Outcome<String> o : gatherSettled(a, b)) {
///     switch (o) {
///         case Outcome.Success<String>(var value) -> print(value);
///         case Outcome.Failure<String>(var error) -> print("Error: " + error.getMessage());
///     }
/// }
/// ```
///
/// @param <T> the value's type
/// @since 0.1
public sealed interface Outcome<T extends @Nullable Object> {
    /// The value, or the failure thrown: the very instance, checked ones too.
    T get();

    /// Ended with a value.
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {
        @Override
        public T get() {
            return value;
        }
    }

    /// Ended with a failure.
    record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {
        @Override
        public T get() {
            throw Sneaky.rethrow(exception);
        }
    }
}
