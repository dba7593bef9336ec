package asyncio4j;

/// The queue was shut down.
///
/// @since 0.1
public final class QueueShutDownException extends RuntimeException {
    /// Without a message.
    public QueueShutDownException() {}

    /// With a message.
    public QueueShutDownException(String message) {
        super(message);
    }
}
