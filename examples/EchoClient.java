// What a client has to expect: nobody there, an answer that does not come, a connection that ends too early.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.IncompleteReadException;
import asyncio4j.io.ConnectOptions;
import asyncio4j.io.Streams;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;

final ConnectOptions patient = ConnectOptions.defaults()
        .withConnectTimeout(seconds(5)) // to look the name up and to connect
        .withIdleTimeout(seconds(30)); // then, without a byte in either direction

String ask(int port, String question) throws IOException {
    try (var c = Streams.openConnection("localhost", port, patient)) {
        c.writer().write(question + "\n");
        return timeout(millis(200), () -> c.reader().readLine()); // for this answer only
    }
}

void main() {
    run(() -> {
        var server = Streams.startServer(
                (in, out) -> {
                    switch (in.readLine()) {
                        case "time" -> out.write("12:00\n");
                        case "slow" -> sleep(seconds(30));
                        default -> out.write("half"); // and closes
                    }
                },
                "localhost",
                0);
        IO.println("time: " + ask(server.port(), "time"));
        try {
            ask(server.port(), "slow");
        } catch (AsyncTimeoutException e) {
            IO.println("slow: no answer in time");
        }
        try (var c = Streams.openConnection("localhost", server.port(), patient)) {
            c.writer().write("record\n");
            c.reader().readExactly(16);
        } catch (IncompleteReadException e) {
            IO.println("record: only " + new String(e.partial(), StandardCharsets.UTF_8) + ", " + e.getMessage());
        }
        server.close();
        yieldNow();
        try {
            ask(server.port(), "time");
        } catch (ConnectException e) {
            IO.println("closed: nobody listens any more");
        }
    });
}
