package asyncio4j.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.Asyncio;
import asyncio4j.io.spi.Link;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A link whose other side is the test. */
final class FedLink implements Link {
    final List<String> calls = new ArrayList<>();
    private Receiver receiver;
    private long unsent;

    /** A stream on a link of its own, with this limit for readers. */
    static ByteStream stream(FedLink link, int limit) {
        return stream(link, StreamSettings.DEFAULTS.withLimit(limit));
    }

    static ByteStream stream(FedLink link, StreamSettings settings) {
        return new ByteStream(Asyncio.getRunningLoop(), link, settings, () -> {});
    }

    FedLink feed(String text) {
        feedBytes(text.getBytes(UTF_8));
        return this;
    }

    void feedBytes(byte[] bytes) {
        receiver.received(ByteBuffer.wrap(bytes));
    }

    FedLink feedLater(String... texts) {
        for (String text : texts) {
            Asyncio.getRunningLoop().callSoon(() -> feed(text));
        }
        return this;
    }

    void end() {
        receiver.ended();
    }

    void endLater() {
        Asyncio.getRunningLoop().callSoon(this::end);
    }

    void lose(IOException cause) {
        receiver.lost(cause);
    }

    /** As if {@code bytes} had gone to the kernel. */
    void sent(long bytes) {
        unsent -= bytes;
        receiver.sent();
    }

    @Override
    public void start(Receiver to) {
        receiver = to;
    }

    @Override
    public void send(ByteBuffer bytes) {
        calls.add("send " + UTF_8.decode(bytes.duplicate()));
        unsent += bytes.remaining();
        bytes.position(bytes.limit());
    }

    @Override
    public long unsent() {
        return unsent;
    }

    @Override
    public void endOutput() {
        calls.add("end");
    }

    @Override
    public void close() {
        calls.add("close");
    }

    @Override
    public void abort() {
        calls.add("abort");
    }

    @Override
    public void pauseReading() {
        calls.add("pause");
    }

    @Override
    public void resumeReading() {
        calls.add("resume");
    }

    @Override
    public SocketAddress localAddress() {
        return null;
    }

    @Override
    public SocketAddress remoteAddress() {
        return null;
    }
}
