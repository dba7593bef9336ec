package asyncio4j.testing;

/// The body does something that no schedule can repeat: real threads, real time, real blocking. The message
/// says where.
///
/// @since 0.1
public final class NotDeterministicException extends IllegalStateException {
    /// With a message that says what, and where.
    public NotDeterministicException(String message) {
        super(message);
    }
}
