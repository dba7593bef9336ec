// Callbacks instead of tasks: asyncio's pair of transport and protocol, for protocols written by hand.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.io.Protocol;
import asyncio4j.io.Transport;
import asyncio4j.io.Transports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

// Sends everything back, and reads no more while the other side does not take it.
class Echo implements Protocol {
    private Transport transport;

    @Override
    public void connectionMade(Transport t) {
        transport = t;
    }

    @Override
    public void dataReceived(ByteBuffer b) {
        transport.write(b); // takes the bytes at once: b is valid during this call only
    }

    @Override
    public void pauseWriting() {
        transport.pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport.resumeReading();
    }
}

// Messages of up to 255 bytes after a byte that says how many. Answers come in the order of the questions.
class Asker implements Protocol {
    private final ArrayDeque<AsyncFuture<String>> waiting = new ArrayDeque<>();
    private final ByteBuffer message = ByteBuffer.allocate(256);
    private Transport transport;

    String ask(String question) {
        byte[] text = question.getBytes();
        transport.write(
                ByteBuffer.allocate(1 + text.length).put((byte) text.length).put(text).flip());
        AsyncFuture<String> answer = getRunningLoop().createFuture();
        waiting.add(answer);
        return answer.await();
    }

    @Override
    public void connectionMade(Transport t) {
        transport = t;
    }

    @Override
    public void dataReceived(ByteBuffer b) {
        while (b.hasRemaining()) {
            message.put(b.get());
            int length = Byte.toUnsignedInt(message.get(0));
            if (message.position() == 1 + length) {
                answered(new String(message.array(), 1, length));
                message.clear();
            }
        }
    }

    private void answered(String text) {
        var question = waiting.poll();
        if (question != null && !question.isDone()) { // its task may have been cancelled
            question.setResult(text);
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        for (var question : waiting) {
            if (!question.isDone()) {
                question.setException(new IOException("no answer: the connection is gone", cause));
            }
        }
        IO.println(cause == null ? "closed" : "broken: " + cause.getMessage());
    }
}

void main() {
    run(() -> {
        try (var server = Transports.createServer(Echo::new, "localhost", 0)) {
            var asker = new Asker();
            Transport transport = Transports.createConnection(() -> asker, "localhost", server.port());
            IO.println(gather(() -> asker.ask("one"), () -> asker.ask("two"), () -> asker.ask("three")));
            transport.close();
        }
    });
}
