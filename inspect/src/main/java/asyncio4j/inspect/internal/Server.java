package asyncio4j.inspect.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Answers the command line: one request per connection, but for those who watch ([Conversation]).
///
/// A request is a line of fields separated by tabs: the version of the protocol, a command, its arguments. The answer
/// is a line `ok N` or `error N` and then N bytes of UTF-8: text, JSON, or one sentence about the error.
///
/// One thread waits for connections; each is served on a thread of its own, since a client may take its time. They are
/// platform threads: virtual ones could be kept waiting by the very program that is looked at.
final class Server {
    static final String VERSION = "1";
    private static final int LONGEST = 10_000; // of a request
    private static volatile boolean ending; // any thread

    private Server() {}

    /// Opens the socket of this process in `folder`, and serves it on a thread of its own.
    static void open(SocketFolder folder) throws IOException {
        ServerSocketChannel server = bind(folder);
        daemon("asyncio4j-inspect", () -> accept(server));
    }

    /// Opens the socket of this process in `folder`; it is removed when the process ends.
    static ServerSocketChannel bind(SocketFolder folder) throws IOException {
        Path socket = folder.socket(ProcessHandle.current().pid());
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(socket), "asyncio4j-inspect-end"));
        } catch (IllegalStateException e) {
            throw new IOException("the process is ending", e);
        }
        ServerSocketChannel server = folder.bind();
        if (ending) { // the hook may have looked before there was a socket
            server.close();
            remove(socket);
        }
        return server;
    }

    private static void end(Path socket) {
        ending = true;
        remove(socket);
    }

    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // the next program of this user removes it
        }
    }

    static void daemon(String name, Runnable body) {
        Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .start(body);
    }

    /// Serves until the socket is closed, that is, for ever.
    static void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                daemon("asyncio4j-inspect-request", () -> serve(client));
            } catch (IOException | OutOfMemoryError e) {
                LockSupport.parkNanos(100_000_000); // no descriptor or thread to be had now
            }
        }
    }

    private static void serve(SocketChannel client) {
        try (client;
                var conversation = new Conversation()) {
            var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
            OutputStream out = Channels.newOutputStream(client);
            String line = line(in);
            do {
                answer(Objects.requireNonNullElse(line, ""), conversation, out);
                line = conversation.goesOn() ? line(in) : null;
            } while (line != null);
        } catch (IOException e) {
            // the client is gone
        }
    }

    private static void answer(String line, Conversation conversation, OutputStream out) throws IOException {
        String status = "ok ";
        String answer;
        try {
            answer = answer(List.of(line.split("\t", -1)), conversation);
        } catch (Refusal e) {
            status = "error ";
            answer = e.getMessage();
        } catch (RuntimeException e) {
            status = "error ";
            answer = "the program failed to answer: " + e;
        }
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        out.write((status + body.length + '\n').getBytes(StandardCharsets.UTF_8));
        out.write(body);
    }

    /// The next line, null at the end.
    private static @Nullable String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        for (; c != '\n' && c >= 0; c = in.read()) {
            if (line.length() < LONGEST) { // what is longer is nothing we know
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static String answer(List<String> fields, Conversation conversation) {
        if (!fields.getFirst().equals(VERSION)) {
            throw new Refusal("this program speaks version " + VERSION + " of the protocol, and was asked in version "
                    + fields.getFirst() + ": use the command line of its release.");
        }
        return conversation.answer(fields.subList(1, fields.size()));
    }
}
