package asyncio4j.io;

import asyncio4j.io.spi.Network;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Addresses as users give them, made usable.
final class DatagramAddresses {
    private static final byte[] LOOPBACK4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private DatagramAddresses() {}

    /// `address` with its name looked up; of several addresses one that a socket at `local` can use.
    static InetSocketAddress resolve(Network network, SocketAddress address, @Nullable InetSocketAddress local)
            throws IOException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("datagrams need an InetSocketAddress, not " + address);
        }
        if (!inet.isUnresolved()) {
            return inet;
        }
        List<InetAddress> found = network.resolve(inet.getHostString());
        InetAddress chosen = found.getFirst();
        if (local != null && local.getAddress() instanceof Inet4Address) {
            for (InetAddress each : found.reversed()) {
                chosen = each instanceof Inet4Address ? each : chosen;
            }
        }
        return new InetSocketAddress(chosen, inet.getPort());
    }

    /// Whom "every interface" means as a destination: this machine, in the family of `local`.
    static InetSocketAddress reachable(InetSocketAddress to, @Nullable InetSocketAddress local) throws IOException {
        if (!to.getAddress().isAnyLocalAddress()) {
            return to;
        }
        boolean four = to.getAddress() instanceof Inet4Address
                || (local != null && local.getAddress() instanceof Inet4Address);
        return new InetSocketAddress(InetAddress.getByAddress(four ? LOOPBACK4 : LOOPBACK6), to.getPort());
    }
}
