package asyncio4j.io;

import asyncio4j.EventLoop;
import asyncio4j.Handle;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;

/// Tells when no byte has come or gone for a while. One timer, set again when it is due: a byte costs no timer.
/// Loop only.
final class IdleWatch {
    private final EventLoop loop;
    private final Duration limit;
    private final Consumer<? super IOException> onIdle;
    private double lastByte; // loop time
    private Handle timer;

    IdleWatch(EventLoop loop, Duration limit, Consumer<? super IOException> onIdle) {
        this.loop = loop;
        this.limit = limit;
        this.onIdle = onIdle;
        lastByte = loop.time();
        timer = loop.callLater(limit, this::check);
    }

    /// A byte came or went.
    void touch() {
        lastByte = loop.time();
    }

    void stop() {
        timer.cancel();
    }

    private void check() {
        double left = lastByte + limit.toNanos() / 1e9 - loop.time();
        if (left > 0) {
            timer = loop.callLater(Duration.ofNanos((long) Math.ceil(left * 1e9)), this::check);
        } else {
            onIdle.accept(
                    new SocketTimeoutException("idleTimeout: no byte came or went for " + limit.toMillis() + " ms"));
        }
    }
}
