package asyncio4j;

/// A callback that runs at a given time.
///
/// @since 0.1
public interface TimerHandle extends Handle {
    /// When it is due, in seconds of [EventLoop#time()].
    double when();
}
