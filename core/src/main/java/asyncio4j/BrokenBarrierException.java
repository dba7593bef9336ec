package asyncio4j;

/// The barrier was aborted, or reset while the task waited.
///
/// @since 0.1
public final class BrokenBarrierException extends RuntimeException {
    /// Without a message.
    public BrokenBarrierException() {}

    /// With a message.
    public BrokenBarrierException(String message) {
        super(message);
    }
}
