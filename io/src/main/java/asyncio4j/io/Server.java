package asyncio4j.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;

/// A server that accepts connections until it is closed.
///
/// @since 0.1
public interface Server extends AutoCloseable {
    /// Where it listens; empty after [#close].
    List<SocketAddress> addresses();

    /// The port of the first address, also after [#close]; -1 for a unix socket.
    int port();

    /// Waits until it is cancelled, then closes the server.
    ///
    /// @throws IllegalStateException if the server is closed
    void serveForever() throws IOException;

    /// Whether it accepts connections.
    boolean isServing();

    /// How many connections it has now.
    int connections();

    /// Stops accepting and returns; handlers that run go on.
    @Override
    void close();

    /// Waits until it is closed and its last connection is gone.
    void waitClosed() throws IOException;

    /// Closes every connection; what is written is still sent.
    void closeClients();

    /// Closes every connection at once.
    void abortClients();
}
