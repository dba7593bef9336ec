package asyncio4j;

/// SIGINT (Ctrl-C) cancelled the main task and the program did not handle it.
///
/// @since 0.1
public final class KeyboardInterruptException extends RuntimeException {
    /// Without a message.
    public KeyboardInterruptException() {}

    /// With a message.
    public KeyboardInterruptException(String message) {
        super(message);
    }
}
