package asyncio4j.inspect.internal;

import asyncio4j.EventLoop;
import asyncio4j.inspect.Meter;
import asyncio4j.inspect.jfr.FlightRecording;
import asyncio4j.spi.LoopListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;

/// Opens the socket with the first loop, and meters loops in debug mode.
public final class Door implements LoopListener {
    private static final Duration DELAY = Duration.ofMillis(200); // a program that is over by then does not pay for it
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static final AtomicBoolean OPEN = new AtomicBoolean();

    /// For the service loader.
    public Door() {}

    @Override
    public void opened(EventLoop loop) {
        if (loop.getDebug()) {
            Meter.on(loop);
        }
        if (BEGUN.compareAndSet(false, true)) {
            Server.daemon("asyncio4j-inspect", Door::begin);
        } else if (isRecorded()) {
            FlightRecording.opened(loop);
        }
    }

    private static void begin() {
        try {
            Thread.sleep(isRecorded() ? Duration.ZERO : DELAY);
            followRecordings();
            if (!isOff() && OPEN.compareAndSet(false, true)) {
                Server.accept(Server.bind(SocketFolder.usual()));
            }
        } catch (InterruptedException e) {
            // nobody has reason to; then there is no socket
        } catch (IOException | RuntimeException e) {
            OPEN.set(false); // an agent may try another folder
            System.getLogger("asyncio4j.inspect").log(System.Logger.Level.DEBUG, "no socket for the command line", e);
        }
    }

    private static void followRecordings() {
        try {
            FlightRecording.follow();
        } catch (LinkageError e) {
            // this JVM has no Flight Recorder
        }
    }

    private static boolean isRecorded() {
        try {
            return FlightRecorder.isInitialized();
        } catch (LinkageError e) {
            return false;
        }
    }

    /// Whether the program has forbidden to be looked at.
    static boolean isOff() {
        return "off".equalsIgnoreCase(System.getProperty("asyncio4j.inspect"));
    }

    /// Opens the socket of this process in `folder`, unless there is one. Returns when it is open.
    static void open(SocketFolder folder) throws IOException {
        if (OPEN.compareAndSet(false, true)) {
            boolean done = false;
            try {
                Server.open(folder);
                done = true;
            } finally {
                OPEN.set(done);
            }
        }
    }
}
