package asyncio4j.io.spi;

import asyncio4j.io.ConnectOptions;
import asyncio4j.io.ServeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What connects and listens for one loop: the sockets of the machine, or a simulated network
/// (`LoopConfig.withPart(Network.class, ...)`).
///
/// Everything here is called by tasks of that loop and may suspend them.
///
/// @since 0.1
public interface Network {
    /// Connects to `remote`, one address; cancelled, it leaves nothing open. Limits of time are the caller's.
    ///
    /// @throws IOException of the type that java.net has for the reason (`ConnectException`, ...)
    Link connect(SocketAddress remote, ConnectOptions options) throws IOException;

    /// Listens at `address`.
    ///
    /// @throws IOException of the type that java.net has for the reason (`BindException`, ...)
    Listener listen(SocketAddress address, ServeOptions options, Listener.Acceptor acceptor) throws IOException;

    /// The addresses of `host`, at least one.
    ///
    /// @throws java.net.UnknownHostException if there is none
    List<InetAddress> resolve(String host) throws IOException;

    /// Opens a socket for datagrams.
    ///
    /// @param local where; null: any address and port
    /// @param remote the only one to send to and to receive from; null: everybody
    /// @throws IOException of the type that java.net has for the reason (`BindException`, ...)
    /// @throws UnsupportedOperationException where there are none
    default DatagramLink openDatagrams(
            @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote, DatagramLink.Receiver receiver)
            throws IOException {
        throw new UnsupportedOperationException("this network has no datagrams: " + this);
    }
}
