package asyncio4j.io;

import asyncio4j.io.spi.Link;
import java.io.IOException;
import java.util.function.Consumer;

/// What a server does with the connections that come in. Loop only.
interface Service {
    /// Takes `link` up; runs no code of the user now.
    ///
    /// @param gone called when the connection has ended, later
    /// @throws IOException if it cannot be secured; the link is as it was
    Client open(Link link, Consumer<? super Client> gone) throws IOException;
}
