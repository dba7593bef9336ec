package asyncio4j.io.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A socket for datagrams, as [Network#openDatagrams] makes it.
///
/// Everything here is called on the loop and returns at once.
///
/// @since 0.1
public interface DatagramLink {
    /// Where the datagrams that come in go. Called on the loop, outside tasks; must not block or throw.
    ///
    /// @since 0.1
    interface Receiver {
        /// A datagram came in, whole; `data` is the receiver's.
        void received(byte[] data, SocketAddress from);

        /// Receiving failed, for instance because the other side refuses datagrams; it goes on.
        void failed(IOException cause);

        /// The link is gone, the last call: `cause` is null after [DatagramLink#close].
        void lost(@Nullable IOException cause);
    }

    /// Sends `data`, which is copied before this returns.
    ///
    /// @param to null on a connected link
    /// @param done told the outcome, null when the datagram has been handed to the kernel (or what stands for it)
    void send(byte[] data, @Nullable InetSocketAddress to, Consumer<? super @Nullable IOException> done);

    /// The address of this end.
    InetSocketAddress localAddress();

    /// Closes when what was sent is out; nothing is received from now on.
    void close();
}
