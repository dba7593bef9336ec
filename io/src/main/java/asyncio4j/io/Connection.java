package asyncio4j.io;

/// An open connection: a reader and a writer.
///
/// ```java
/// try (var c = Streams.openConnection("localhost", 7)) {
///     c.writer().write("hello\n");
///     print(c.reader().readLine());
/// }
/// ```
///
/// @since 0.1
public interface Connection extends AutoCloseable {
    /// What comes in.
    StreamReader reader();

    /// What goes out.
    StreamWriter writer();

    /// Closes, and waits until what was written is sent, at most [ConnectOptions#closeTimeout]; in a callback it
    /// only starts closing.
    @Override
    void close();
}
