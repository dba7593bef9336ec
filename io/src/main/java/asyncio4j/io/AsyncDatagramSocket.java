package asyncio4j.io;

import java.io.IOException;
import java.net.SocketAddress;

/// A UDP socket; [Datagrams] opens them.
///
/// ```java
/// try (var socket = Datagrams.bind(new InetSocketAddress(5353))) {
///     var question = socket.receive();
///     socket.send(answer(question.data()), question.from());
/// }
/// ```
///
/// Datagrams nobody has received yet are kept, about 1 MiB of them; what comes then is dropped, as the kernel does.
/// An operation that is cancelled leaves the socket as it was, and a cancelled `receive` takes nothing.
///
/// @since 0.1
public interface AsyncDatagramSocket extends AutoCloseable {
    /// A datagram that came in.
    ///
    /// @param data all of it; may be empty
    /// @param from who sent it
    /// @since 0.1
    record Packet(byte[] data, SocketAddress from) {
        /// How long and from whom.
        @Override
        public String toString() {
            return "Packet[" + data.length + " bytes from " + from + "]";
        }
    }

    /// Sends `data` to `to`, and waits until the kernel has it. That it arrives is not promised.
    ///
    /// @throws IllegalArgumentException if the socket is connected to somebody else
    /// @throws java.nio.channels.ClosedChannelException if the socket is closed
    /// @throws IOException if `data` is longer than 65,507 bytes, or the kernel refuses it
    void send(byte[] data, SocketAddress to) throws IOException;

    /// Sends `data` to the address the socket is connected to.
    ///
    /// @throws IllegalStateException if the socket is not connected
    /// @throws java.net.PortUnreachableException if an earlier datagram found nobody there, told once at most;
    /// `data` was not sent then
    /// @throws java.nio.channels.ClosedChannelException if the socket is closed
    /// @throws IOException if `data` is longer than 65,507 bytes, or the kernel refuses it
    void send(byte[] data) throws IOException;

    /// The next datagram. Several tasks may wait: they get one each, in the order they came.
    ///
    /// @throws java.net.PortUnreachableException if the socket is connected and an earlier datagram found nobody
    /// there, told once at most
    /// @throws java.nio.channels.ClosedChannelException if the socket is closed, also while this waits
    /// @throws IOException if the kernel reports a failure; the socket can still be used
    Packet receive() throws IOException;

    /// Where the socket is, also after [#close].
    SocketAddress localAddress();

    /// Closes and returns; datagrams that were sent still go out, those not received are dropped.
    @Override
    void close();
}
