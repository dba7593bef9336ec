package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.io.AsyncDatagramSocket.Packet;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of datagram sockets: closing, cancelling, the end of run. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class DatagramEndTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 0);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Packet packet) {
        return new String(packet.data(), UTF_8);
    }

    @Test // datagram-8
    void whatWasSentBeforeTheCloseGoesOut() {
        run(() -> {
            try (var server = Datagrams.bind(HERE)) {
                var client = Datagrams.connect(server.localAddress());
                List<Task<Void>> senders = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    byte[] data = bytes("" + i);
                    senders.add(createTask(() -> client.send(data)));
                }
                yieldNow();
                client.close();
                for (int i = 0; i < 5; i++) {
                    assertThat(text(server.receive())).isEqualTo("" + i);
                    senders.get(i).await();
                }
            }
        });
    }

    @Test // datagram-12: here an error, not silence
    void aClosedSocketRefusesEverything() {
        run(() -> {
            var socket = Datagrams.bind(HERE);
            var connected = Datagrams.connect(socket.localAddress());
            var address = socket.localAddress();
            connected.send(bytes("dropped"));
            socket.close();
            socket.close();
            connected.close();
            assertThatThrownBy(socket::receive).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.send(bytes("x"), HERE)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> connected.send(bytes("x"))).isInstanceOf(ClosedChannelException.class);
            assertThat(socket.localAddress()).isEqualTo(address);
            Datagrams.bind(address).close(); // the port is free
        });
    }

    @Test
    void closeWakesEveryReceiver() {
        run(() -> {
            var socket = Datagrams.bind(HERE);
            Task<Packet> first = createTask(() -> socket.receive());
            Task<Packet> second = createTask(() -> socket.receive());
            yieldNow();
            socket.close();
            assertThatThrownBy(first::await).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(second::await).isInstanceOf(ClosedChannelException.class);
        });
    }

    @Test
    void aCancelledSendLeavesTheSocketUsable() {
        run(() -> {
            try (var server = Datagrams.bind(HERE);
                    var client = Datagrams.connect(server.localAddress())) {
                Task<Void> sender = createTask(() -> client.send(bytes("cancelled")));
                yieldNow();
                sender.cancel();
                assertThatThrownBy(sender::await).isInstanceOf(CancelledError.class);
                client.send(bytes("next"));
                List<String> got = new ArrayList<>();
                while (!got.contains("next")) {
                    got.add(text(server.receive()));
                }
                assertThat(got).containsAnyOf("cancelled", "next");
            }
        });
    }

    @Test
    void aBindThatIsCancelledLeavesNothingOpen() {
        run(() -> {
            SocketAddress address;
            try (var free = new DatagramSocket(HERE)) {
                address = free.getLocalSocketAddress();
            }
            Task<AsyncDatagramSocket> binding = createTask(() -> Datagrams.bind(address));
            yieldNow();
            binding.cancel();
            assertThatThrownBy(binding::await).isInstanceOf(CancelledError.class);
            Datagrams.bind(address).close();
        });
    }

    @Test
    void theEndOfRunClosesWhatIsOpen() throws IOException {
        SocketAddress[] address = new SocketAddress[1];
        run(() -> {
            var socket = Datagrams.bind(HERE);
            address[0] = socket.localAddress();
            createTask(() -> socket.receive());
            yieldNow();
        });
        new DatagramSocket(address[0]).close(); // the port is free
    }
}
