package asyncio4j;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The deadline of a block, given to the body of [Asyncio#timeout(Duration, Body)].
///
/// ```java
/// timeout(seconds(5), (Timeout t) -> {
///     String head = readHead();
///     t.reschedule(seconds(60));   // the body may take longer
///     return head + readBody();
/// });
/// ```
///
/// States: active, then expiring (passed, the body is being cancelled), expired; or finished.
///
/// @since 0.1
public interface Timeout {
    /// A block with a deadline and a result.
    @FunctionalInterface
    interface Body<T extends @Nullable Object> {
        /// Runs in the calling task.
        T run(Timeout timeout) throws Exception;
    }

    /// A block with a deadline, without a result.
    @FunctionalInterface
    interface VoidBody {
        /// Runs in the calling task.
        void run(Timeout timeout) throws Exception;
    }

    /// Moves the deadline to `fromNow` from now; null takes it away.
    ///
    /// @throws IllegalStateException once it has passed or the block has ended; the message names the state
    void reschedule(@Nullable Duration fromNow);

    /// The deadline in loop time (seconds), NaN without one.
    double when();

    /// Whether the deadline passed while the block ran.
    boolean expired();
}
