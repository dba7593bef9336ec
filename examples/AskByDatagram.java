// Datagrams may be lost: the client asks again until an answer comes.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.io.AsyncDatagramSocket;
import asyncio4j.io.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

void answer(AsyncDatagramSocket socket) throws IOException {
    socket.receive(); // lost on the way, let us say
    while (true) {
        var question = socket.receive();
        String text = new String(question.data());
        socket.send(("you asked: " + text).getBytes(), question.from());
    }
}

String ask(SocketAddress server, String question) throws IOException {
    try (var socket = Datagrams.connect(server)) { // sends there, receives from there only
        for (int attempt = 1; attempt <= 5; attempt++) {
            socket.send(question.getBytes());
            try {
                var packet = timeout(millis(200), () -> socket.receive());
                return new String(packet.data());
            } catch (AsyncTimeoutException e) {
                IO.println("no answer to question " + attempt);
            }
        }
        throw new IOException("no answer from " + server);
    }
}

void main() {
    run(() -> {
        try (var server = Datagrams.bind(new InetSocketAddress("localhost", 0))) {
            var answering = createTask(() -> answer(server));
            IO.println(ask(server.localAddress(), "what time is it?"));
            answering.cancel();
        }
    });
}
