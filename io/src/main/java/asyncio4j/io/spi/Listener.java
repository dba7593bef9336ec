package asyncio4j.io.spi;

import java.net.SocketAddress;

/// A place where connections are accepted. On the loop.
///
/// @since 0.1
public interface Listener {
    /// What becomes of accepted connections. Called on the loop, outside tasks; must not block or throw.
    ///
    /// @since 0.1
    interface Acceptor {
        /// A connection came in; nothing is received on it before [Link#start].
        void accepted(Link link);

        /// Accepting failed for a reason that passes by (no descriptors left): it goes on after a pause.
        void failed(Throwable failure);
    }

    /// Where.
    SocketAddress address();

    /// Leaves further connections in the backlog.
    void pause();

    /// Accepts again.
    void resume();

    /// Stops accepting for good.
    void close();
}
