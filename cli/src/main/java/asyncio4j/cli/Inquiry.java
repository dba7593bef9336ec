package asyncio4j.cli;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Questions to a running program: a line of fields separated by tabs, the version of the protocol first. The answer is
/// a line `ok N` or `error N` and N bytes. Only whoever watches asks more than once on one connection.
final class Inquiry implements AutoCloseable {
    private static final String VERSION = "1";

    private final SocketChannel channel;
    private final InputStream in;

    private Inquiry(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = Channels.newInputStream(channel);
    }

    /// Asks one question at `socket` and returns the answer.
    ///
    /// @throws IOException if nobody listens there
    /// @throws CommandFailure if the answer is a refusal, or does not come in time
    static String ask(Path socket, Duration limit, String... fields) throws IOException {
        return within(limit, () -> {
            try (var inquiry = new Inquiry(socket)) {
                return inquiry.ask(fields);
            }
        });
    }

    /// A connection that stays open.
    static Inquiry open(Path socket) throws IOException {
        return new Inquiry(socket);
    }

    /// Asks one question and returns the answer; throws as the other one.
    String ask(Duration limit, String... fields) throws IOException {
        return within(limit, () -> ask(fields));
    }

    private static String within(Duration limit, Callable<String> question) throws IOException {
        var answer = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailure("no answer within " + limit.toSeconds() + " s: is the process stopped?");
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    private String ask(String... fields) throws IOException {
        var line = new StringBuilder(VERSION);
        for (var field : fields) {
            line.append('\t').append(field.replaceAll("[\t\n]", " "));
        }
        var bytes = ByteBuffer.wrap(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return answer(in);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || head.length() > 100) {
                throw new EOFException("the program ended");
            }
            head.append((char) c);
        }
        var words = head.toString().split(" ");
        var body = new byte[Integer.parseInt(words[1])];
        new DataInputStream(in).readFully(body);
        var text = new String(body, StandardCharsets.UTF_8);
        if (!words[0].equals("ok")) {
            throw new CommandFailure(text);
        }
        return text;
    }
}
