package asyncio4j.io;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.Context;
import asyncio4j.ErrorContext;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A protocol on a link that the test feeds. */
abstract class FedProtocol {
    final FedLink link = new FedLink();
    final Trail trail = new Trail();
    final Recorder protocol = new Recorder(trail);
    final List<ErrorContext> reports = new ArrayList<>();

    Transport open() {
        return open(StreamSettings.DEFAULTS);
    }

    Transport open(StreamSettings settings) {
        var loop = getRunningLoop();
        loop.setExceptionHandler((_, c) -> reports.add(c));
        var transport = new TransportImpl(
                loop, link, settings, () -> protocol, Context.copy(), LoopEnd.here(), _ -> trail.add("gone"));
        transport.open(null);
        try {
            transport.awaitMade();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return transport;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static void pass() {
        yieldNow();
        yieldNow();
    }
}
