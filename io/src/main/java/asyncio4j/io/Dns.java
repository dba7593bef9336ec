package asyncio4j.io;

import asyncio4j.io.internal.work.Workers;
import asyncio4j.spi.Waits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up host names, the way the JDK does, without holding the loop.
///
/// @since 0.1
public final class Dns {
    private Dns() {}

    /// The addresses of `host`, in the order of the system's resolver; suspends, for literal addresses not at
    /// all.
    ///
    /// Cancelled, it returns at once; the look-up itself ends by its own time limits.
    ///
    /// @param host a name, or an address as text (`192.0.2.1`, `2001:db8::1`, `[::1]`)
    /// @throws UnknownHostException if there is none
    /// @throws IllegalStateException outside a task
    public static List<InetAddress> resolve(String host) throws UnknownHostException {
        Waits.currentTask();
        if (host.isBlank()) {
            throw new UnknownHostException("a host name is missing: \"" + host + "\"");
        }
        InetAddress literal = literal(host);
        return literal != null ? List.of(literal) : Workers.NAMES.run(() -> List.of(InetAddress.getAllByName(host)));
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
