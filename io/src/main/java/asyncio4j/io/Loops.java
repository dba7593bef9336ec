package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.spi.LoopParts;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One server on several loops, for work that one core cannot do.
///
/// @since 0.1
public final class Loops {
    private Loops() {}

    /// As [Streams#startServer], on `loops` loops with a thread each, none of them the caller's. The kernel deals
    /// connections out to them (SO_REUSEPORT); a connection stays on its loop, and so does its handler: what
    /// handlers of different loops share needs the means of threads. They run with the default engine.
    ///
    /// Called in a task, which is the only one to use the server that is returned: [Server#serveForever],
    /// [Server#waitClosed] and the rest mean all loops. The loops end when the server is closed and their last
    /// connection is gone, and with the caller's loop in any case.
    ///
    /// @throws IllegalArgumentException if `loops` is not positive
    /// @throws IOException as [Streams#startServer]
    public static Server serve(int loops, ConnectionHandler handler, @Nullable String host, int port)
            throws IOException {
        return serve(loops, handler, host, port, ServeOptions.defaults());
    }

    /// The same with options; each loop has the bound on connections for itself.
    public static Server serve(
            int loops, ConnectionHandler handler, @Nullable String host, int port, ServeOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        Streams.checkPort(port);
        if (loops <= 0) {
            throw new IllegalArgumentException("the number of loops must be positive, not " + loops);
        }
        EventLoop here = LoopParts.loop();
        return LoopsServer.start(here, loops, handler, host, port, options.withReusePort(true));
    }
}
