package asyncio4j;

/// A wait that can never end was about to begin; the message names every task and thing waited for.
///
/// @since 0.1
public final class DeadlockException extends IllegalStateException {
    /// Without a message.
    public DeadlockException() {}

    /// With a message.
    public DeadlockException(String message) {
        super(message);
    }
}
