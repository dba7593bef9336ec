package asyncio4j.io;

/// What a server does with a connection; it runs in a task of its own.
///
/// The connection is closed when it returns or throws. A failure goes to the loop's exception handler; a
/// cancellation is silent.
///
/// @since 0.1
@FunctionalInterface
public interface ConnectionHandler {
    /// Serves one connection.
    void handle(StreamReader in, StreamWriter out) throws Exception;
}
