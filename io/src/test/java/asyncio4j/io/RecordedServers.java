package asyncio4j.io;

import static asyncio4j.Asyncio.getRunningLoop;
import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.ErrorContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Servers whose protocols note what they are told, and what tests of them need. */
abstract class RecordedServers {
    static final String HERE = "127.0.0.1";

    final List<ErrorContext> reports = new ArrayList<>();
    final List<Recorder> served = new ArrayList<>();

    static final class Echo implements Protocol {
        private Transport transport;

        @Override
        public void connectionMade(Transport t) {
            transport = t;
        }

        @Override
        public void dataReceived(ByteBuffer b) {
            transport.write(b);
        }
    }

    final void keepReports() {
        getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
    }

    final Recorder recorder() {
        var made = new Recorder();
        served.add(made);
        return made;
    }

    /** A server whose protocols are in {@link #served}. */
    final Server recording() throws IOException {
        return Transports.createServer(this::recorder, HERE, 0);
    }

    static Transport connect(Recorder protocol, int port) throws IOException {
        return Transports.createConnection(() -> protocol, HERE, port);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
