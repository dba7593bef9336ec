package asyncio4j.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.Asyncio;
import asyncio4j.kit.Trail;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A protocol that notes what it is told, and does what the test has set for it. */
class Recorder implements Protocol {
    final Trail trail;
    Transport transport;
    Throwable lostWith;
    long bytes;
    boolean lost;
    private final Map<String, Consumer<Transport>> actions = new HashMap<>();
    private boolean staysOpen;

    Recorder() {
        this(new Trail());
    }

    Recorder(Trail trail) {
        this.trail = trail;
    }

    /** Runs {@code action} in the callback of that name. */
    Recorder on(String callback, Consumer<Transport> action) {
        actions.put(callback, action);
        return this;
    }

    /** Keeps the connection open at the end of the input. */
    Recorder staysOpen() {
        staysOpen = true;
        return this;
    }

    private void note(String callback, String event) {
        trail.add(Asyncio.currentTask() == null ? event : event + " in a task");
        actions.getOrDefault(callback, _ -> {}).accept(transport);
    }

    @Override
    public void connectionMade(Transport t) {
        transport = t;
        note("made", "made");
    }

    @Override
    public void dataReceived(ByteBuffer b) {
        bytes += b.remaining();
        note("data", "data " + UTF_8.decode(b));
    }

    @Override
    public boolean eofReceived() {
        note("eof", "eof");
        return staysOpen;
    }

    @Override
    public void connectionLost(Throwable cause) {
        lost = true;
        lostWith = cause;
        note("lost", cause == null ? "lost" : "lost by " + cause.getMessage());
    }

    @Override
    public void pauseWriting() {
        note("pause", "pause");
    }

    @Override
    public void resumeWriting() {
        note("resume", "resume");
    }
}
