package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.io.spi.Network;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Opens UDP sockets.
///
/// Everything here is called in a task and suspends it. A name that is not resolved yet
/// (`InetSocketAddress.createUnresolved`) is looked up.
///
/// @since 0.1
public final class Datagrams {
    private Datagrams() {}

    /// A socket that receives what anybody sends to `address`, and sends to anybody.
    ///
    /// @param address where; port 0: any that is free; null: any port, of every interface
    /// @throws java.net.BindException if the address is taken or not one of this machine
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws IllegalArgumentException if `address` is no `InetSocketAddress`
    public static AsyncDatagramSocket bind(@Nullable SocketAddress address) throws IOException {
        EventLoop loop = LoopParts.loop();
        Network network = Streams.network(loop);
        var socket = new DatagramSocketImpl(loop, network, null);
        socket.open(address == null ? null : DatagramAddresses.resolve(network, address, null));
        return socket;
    }

    /// A socket that sends to `remote` only, and receives what comes from there.
    ///
    /// Nothing is sent by connecting: it works whether or not somebody receives at the other side.
    ///
    /// @throws java.net.UnknownHostException if there is no such name
    /// @throws IOException if there is no way to that address
    /// @throws IllegalArgumentException if `remote` is no `InetSocketAddress`
    public static AsyncDatagramSocket connect(SocketAddress remote) throws IOException {
        Objects.requireNonNull(remote, "remote");
        EventLoop loop = LoopParts.loop();
        Network network = Streams.network(loop);
        InetSocketAddress to = DatagramAddresses.reachable(DatagramAddresses.resolve(network, remote, null), null);
        var socket = new DatagramSocketImpl(loop, network, to);
        socket.open(null);
        return socket;
    }
}
