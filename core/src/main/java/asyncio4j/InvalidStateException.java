package asyncio4j;

/// The future is not done yet, or done already.
///
/// @since 0.1
public final class InvalidStateException extends IllegalStateException {
    /// Without a message.
    public InvalidStateException() {}

    /// With a message.
    public InvalidStateException(String message) {
        super(message);
    }
}
