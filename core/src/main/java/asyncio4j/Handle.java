package asyncio4j;

/// A callback that was given to a loop.
///
/// @since 0.1
public interface Handle {
    /// Makes the callback not run, if it has not begun. Only on the loop; [EventLoop#callSoonThreadsafe] from
    /// elsewhere.
    void cancel();

    /// Whether [#cancel()] was called. Any thread.
    boolean cancelled();
}
