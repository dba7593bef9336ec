package asyncio4j;

/// `putNowait` on a full queue.
///
/// @since 0.1
public final class QueueFullException extends RuntimeException {
    /// Without a message.
    public QueueFullException() {}

    /// With a message.
    public QueueFullException(String message) {
        super(message);
    }
}
