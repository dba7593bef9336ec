// A server that sends every line back, one task per connection, and ends when its clients have gone.
import static asyncio4j.Asyncio.*;

import asyncio4j.io.Server;
import asyncio4j.io.StreamReader;
import asyncio4j.io.StreamWriter;
import asyncio4j.io.Streams;
import java.io.IOException;

void echo(StreamReader in, StreamWriter out) throws IOException {
    for (String line : in.lines()) { // until the client ends the connection
        out.write(line + "\n"); // waits while the client is slow to read
    }
}

void main() {
    run(() -> {
        Server server = Streams.startServer(this::echo, "localhost", 0); // 0: any free port
        gather(() -> client(server.port(), "a"), () -> client(server.port(), "b"));
        server.close(); // accepts no more; a server for ever would call serveForever() instead
        server.waitClosed();
        IO.println("connections left: " + server.connections());
    });
}

void client(int port, String name) throws IOException {
    try (var c = Streams.openConnection("localhost", port)) {
        for (int i = 1; i <= 2; i++) {
            c.writer().write("hello " + i + " from " + name + "\n");
            String answer = c.reader().readLine();
            if (!answer.equals("hello " + i + " from " + name)) {
                throw new IOException("that is not what was sent: " + answer);
            }
        }
    }
}
