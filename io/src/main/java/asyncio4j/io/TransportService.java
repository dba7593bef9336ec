package asyncio4j.io;

import asyncio4j.Context;
import asyncio4j.EventLoop;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.spi.Link;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/// Gives each connection a protocol, and a copy of the context that the server was made in.
record TransportService(
        EventLoop loop, Supplier<? extends Protocol> protocols, ServeOptions options, Context context, LoopEnd end)
        implements Service {
    @Override
    public Client open(Link link, Consumer<? super Client> gone) throws IOException {
        TlsOptions tls = options.tls();
        SSLEngine engine = tls == null ? null : tls.newEngine(null, -1);
        Context own = context.run(() -> Context.copy());
        var transport = new TransportImpl(loop, link, options.stream(), protocols, own, end, gone);
        transport.open(engine);
        return transport;
    }
}
