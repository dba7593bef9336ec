package asyncio4j;

import org.jspecify.annotations.Nullable;

/// A computation that may suspend: a lambda of this type is a coroutine.
///
/// Nothing runs until it is awaited or made a task, and each `await()` of a lambda runs it anew.
///
/// ```java
/// Awaitable<String> page = () -> fetch(url);   // nothing has happened
/// String text = page.await();                  // now it runs, in the calling task
/// ```
///
/// @param <T> what it results in
/// @since 0.1
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {
    /// Runs it, in the calling task, and returns its result.
    ///
    /// @throws Exception what the body throws, unchanged
    T await() throws Exception;
}
