package asyncio4j;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What [Asyncio#wait(java.util.Collection, ReturnWhen)] saw; both sets iterate in order of creation.
///
/// @param done the futures that are done
/// @param pending those that are not
/// @param <T> the results' type
/// @since 0.1
public record WaitResult<T extends @Nullable Object>(Set<AsyncFuture<T>> done, Set<AsyncFuture<T>> pending) {}
