package asyncio4j;

/// `getNowait` on an empty queue.
///
/// @since 0.1
public final class QueueEmptyException extends RuntimeException {
    /// Without a message.
    public QueueEmptyException() {}

    /// With a message.
    public QueueEmptyException(String message) {
        super(message);
    }
}
