package asyncio4j.io;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a program does with the bytes of one connection, told by callbacks; the other half of [Transport].
///
/// ```java
/// class Echo implements Protocol {
///     private Transport transport;
///     @Override public void connectionMade(Transport t) { transport = t; }
///     @Override public void dataReceived(ByteBuffer b) { transport.write(b); }
/// }
/// ```
///
/// The order is: [#connectionMade] once; then [#dataReceived] any number of times and at most one [#eofReceived],
/// with [#pauseWriting] and [#resumeWriting] in turn between them; then [#connectionLost] once. They are called on the
/// loop as callbacks, outside tasks: what suspends needs a `createTask`. A callback that throws goes to the loop's
/// exception handler, and the connection is aborted with that failure.
///
/// @since 0.1
public interface Protocol {
    /// The connection is open, a TLS handshake done.
    default void connectionMade(Transport t) {}

    /// Bytes came in.
    ///
    /// @param b at least one byte; valid during the call only
    default void dataReceived(ByteBuffer b) {}

    /// The other side sends no more.
    ///
    /// @return whether the connection stays open, so that this side can go on writing; false closes it, and
    ///     with TLS it is closed in any case
    default boolean eofReceived() {
        return false;
    }

    /// The connection is gone; nothing is called any more.
    ///
    /// @param cause what broke it: a reset, an idle timeout, what a callback threw; null when it was closed
    ///     or aborted
    default void connectionLost(@Nullable Throwable cause) {}

    /// More than the high-water mark is unsent: write no more until [#resumeWriting].
    ///
    /// A write in a callback calls this before it returns; a write in a task has it called soon after.
    default void pauseWriting() {}

    /// No more than the low-water mark is unsent.
    default void resumeWriting() {}
}
