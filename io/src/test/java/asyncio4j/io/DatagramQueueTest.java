package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Task;
import asyncio4j.io.AsyncDatagramSocket.Packet;
import asyncio4j.io.spi.DatagramLink;
import asyncio4j.io.spi.Link;
import asyncio4j.io.spi.Listener;
import asyncio4j.io.spi.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a datagram socket keeps, and who gets it, on a link whose other side is the test. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramQueueTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 53);

    /** A network with one datagram link. */
    private static final class Fed implements Network, DatagramLink {
        private final List<Consumer<? super IOException>> sent = new ArrayList<>();
        private Receiver receiver;

        @Override
        public DatagramLink openDatagrams(InetSocketAddress local, InetSocketAddress remote, Receiver to) {
            receiver = to;
            return this;
        }

        void feed(int... data) {
            var bytes = new byte[data.length];
            for (int i = 0; i < data.length; i++) {
                bytes[i] = (byte) data[i];
            }
            receiver.received(bytes, PEER);
        }

        @Override
        public void send(byte[] data, InetSocketAddress to, Consumer<? super IOException> done) {
            sent.add(done);
        }

        @Override
        public InetSocketAddress localAddress() {
            return new InetSocketAddress(0);
        }

        @Override
        public void close() {
            receiver.lost(null);
        }

        @Override
        public Link connect(SocketAddress remote, ConnectOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listen(SocketAddress address, ServeOptions options, Listener.Acceptor acceptor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<InetAddress> resolve(String host) {
            throw new UnsupportedOperationException();
        }
    }

    private final Fed fed = new Fed();

    private AsyncDatagramSocket connected() throws IOException {
        var socket = new DatagramSocketImpl(getRunningLoop(), fed, PEER);
        socket.open(null);
        return socket;
    }

    @Test
    void whatNobodyReceivesIsKeptUpToABoundAndThenDropped() {
        run(() -> {
            var socket = connected();
            for (int i = 0; i < 100; i++) {
                fed.receiver.received(new byte[60_000], PEER);
            }
            fed.feed();
            int kept = 0;
            while (socket.receive().data().length > 0) {
                kept++;
            }
            assertThat(kept).isEqualTo((1 << 20) / 60_128);
            fed.receiver.received(new byte[60_000], PEER); // there is room again
            assertThat(socket.receive().data()).hasSize(60_000);
        });
    }

    @Test
    void emptyDatagramsHaveABoundToo() {
        run(() -> {
            var socket = connected();
            for (int i = 0; i < 10_000; i++) {
                fed.feed();
            }
            var rest = new ArrayList<Packet>();
            Task<Void> all = createTask(() -> {
                while (true) {
                    rest.add(socket.receive());
                }
            });
            yieldNow();
            all.cancel();
            yieldNow();
            assertThat(rest).hasSize((1 << 20) / 128);
        });
    }

    @Test // datagram-5
    void packetsComeBeforeTheRefusalAndTheRefusalComesOnce() {
        run(() -> {
            var socket = connected();
            fed.feed(1);
            fed.receiver.failed(new PortUnreachableException("refused"));
            assertThat(socket.receive().data()).containsExactly(1);
            assertThatThrownBy(socket::receive).isInstanceOf(PortUnreachableException.class);
            fed.feed(2);
            assertThat(socket.receive().data()).containsExactly(2);
        });
    }

    @Test // datagram-5
    void aDatagramThatCameAfterTheRefusalMakesItOld() {
        run(() -> {
            var socket = connected();
            fed.receiver.failed(new PortUnreachableException("refused"));
            fed.feed(1);
            fed.feed(2);
            assertThat(socket.receive().data()).containsExactly(1);
            assertThat(socket.receive().data()).containsExactly(2);
        });
    }

    @Test
    void aDatagramAndACancelInOneTurnLoseNothing() {
        run(() -> {
            var socket = connected();
            Task<Packet> first = createTask(() -> socket.receive());
            Task<Packet> second = createTask(() -> socket.receive());
            yieldNow();
            fed.feed(1); // the first is woken for it
            first.cancel();
            assertThat(second.await().data()).containsExactly(1);
            assertThat(first.isCancelled()).isTrue();
        });
    }

    @Test
    void aNewcomerDoesNotOvertakeThoseWhoWait() {
        run(() -> {
            var socket = connected();
            Task<Packet> waiting = createTask(() -> socket.receive());
            yieldNow();
            fed.feed(1);
            Task<Packet> later = createTask(() -> socket.receive());
            fed.feed(2);
            assertThat(socket.receive().data()).containsExactly(2);
            assertThat(waiting.await().data()).containsExactly(1);
            fed.feed(3);
            assertThat(later.await().data()).containsExactly(3);
        });
    }

    @Test // datagram-7
    void aFailedSendTellsItsSenderAlone() {
        run(() -> {
            var socket = connected();
            Task<Void> one = createTask(() -> socket.send(new byte[1]));
            Task<Void> two = createTask(() -> socket.send(new byte[1]));
            yieldNow();
            fed.sent.get(0).accept(new NoRouteToHostException("unreachable"));
            fed.sent.get(1).accept(null);
            assertThatThrownBy(one::await).isInstanceOf(NoRouteToHostException.class);
            two.await();
        });
    }

    @Test // datagram-14
    void aSenderWaitsUntilTheKernelHasTheDatagram() {
        run(() -> {
            var socket = connected();
            Task<Void> sender = createTask(() -> socket.send(new byte[1]));
            yieldNow();
            yieldNow();
            assertThat(sender.isDone()).isFalse();
            fed.sent.get(0).accept(null);
            sender.await();
        });
    }

    @Test
    void aLinkThatIsLostClosesTheSocketAndNamesTheCause() {
        run(() -> {
            var socket = connected();
            Task<Packet> waiting = createTask(() -> socket.receive());
            yieldNow();
            fed.receiver.lost(new IOException("network down"));
            assertThatThrownBy(waiting::await)
                    .isInstanceOf(ClosedChannelException.class)
                    .hasRootCauseMessage("network down");
        });
    }
}
