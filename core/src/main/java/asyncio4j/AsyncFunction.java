package asyncio4j;

import org.jspecify.annotations.Nullable;

/// What is done with a value, with a result; it may suspend the task that calls it.
///
/// @param <A> the value
/// @param <R> the result
/// @since 0.1
@FunctionalInterface
public interface AsyncFunction<A extends @Nullable Object, R extends @Nullable Object> {
    /// Does it; what it throws reaches the caller unchanged.
    R apply(A value) throws Exception;
}
