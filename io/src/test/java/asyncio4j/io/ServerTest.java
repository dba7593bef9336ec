package asyncio4j.io;

import static asyncio4j.Asyncio.allTasks;
import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.newEventLoop;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static asyncio4j.io.kit.OnNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import asyncio4j.AsyncFuture;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.ContextVar;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.io.kit.RawPeer;
import asyncio4j.kit.LogTap;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server's life: accepting, its handlers, its end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class ServerTest {
    private static final String HERE = "127.0.0.1";
    private static final ConnectionHandler ECHO = (in, out) -> {
        for (String line : in.lines()) {
            out.write(line + "\n");
        }
    };

    private final List<ErrorContext> reports = new ArrayList<>();

    private void keepReports() {
        getRunningLoop().setExceptionHandler((_, c) -> reports.add(c));
    }

    private static String ask(Connection c, String line) throws IOException {
        c.writer().write(line + "\n");
        return c.reader().readLine();
    }

    @Test // server-2
    void waitClosedWaitsForTheCloseAndForTheLastConnection() {
        run(() -> {
            var server = Streams.startServer(ECHO, HERE, 0);
            var c = Streams.openConnection(HERE, server.port());
            ask(c, "x");
            var trail = new Trail();
            Task<Void> early = createTask(() -> {
                server.waitClosed();
                trail.add("early");
            });
            yieldNow();
            server.close();
            Task<Void> late = createTask(() -> {
                server.waitClosed();
                trail.add("late");
            });
            assertThat(ask(c, "handlers go on")).isEqualTo("handlers go on");
            trail.add("client closes");
            c.close();
            early.await();
            late.await();
            trail.is("client closes", "early", "late");
            server.waitClosed();
        });
    }

    @Test // server-1
    @Tag("sockets")
    void abortClientsDoesNotFlush() {
        assumeTrue(System.getProperty("asyncio4j.transport") == null, "NIO by option is woken by other threads");
        run(() -> {
            keepReports();
            ConnectionHandler flood = (in, out) -> {
                while (true) {
                    out.write(new byte[100_000]);
                }
            };
            var server = Streams.startServer(flood, HERE, 0);
            try (var _ = RawPeer.connect(server.port())) {
                while (server.connections() == 0) {
                    yieldNow();
                }
                sleep(millis(100)); // until both sides' buffers are full
                server.close();
                server.abortClients();
                Task<Void> end = createTask(() -> server.waitClosed());
                yieldNow();
                yieldNow();
                yieldNow();
                assertThat(end.isDone()).isTrue();
            }
        });
    }

    @Test // server-5
    void withoutAHostItListensOnEveryInterface() {
        run(() -> {
            try (var server = Streams.startServer(ECHO, null, 0)) {
                for (String host : List.of("127.0.0.1", "::1", "localhost")) {
                    try (var c = Streams.openConnection(host, server.port())) {
                        assertThat(ask(c, host)).isEqualTo(host);
                    }
                }
            }
        });
    }

    @Test
    void addressesAndPortAreKnownWhileItServes() {
        run(() -> {
            var server = Streams.startServer(ECHO, HERE, 0);
            int port = server.port();
            assertThat(port).isPositive();
            assertThat(server.addresses()).containsExactly(new InetSocketAddress(HERE, port));
            assertThat(server.isServing()).isTrue();
            server.close();
            assertThat(server.isServing()).isFalse();
            assertThat(server.addresses()).isEmpty();
            assertThat(server.port()).isEqualTo(port);
            yieldNow();
            assertThatThrownBy(() -> Streams.openConnection(HERE, port)).isInstanceOf(ConnectException.class);
        });
    }

    @Test
    void cancelledServeForeverClosesTheServer() {
        run(() -> {
            var server = Streams.startServer(ECHO, HERE, 0);
            Task<Void> forever = createTask(() -> server.serveForever());
            yieldNow();
            forever.cancel();
            assertThatThrownBy(forever::await).isInstanceOf(CancelledError.class);
            assertThat(server.isServing()).isFalse();
            assertThatThrownBy(server::serveForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        });
    }

    @Test
    void closingTheServerEndsServeForever() {
        run(() -> {
            var server = Streams.startServer(ECHO, HERE, 0);
            Task<Void> forever = createTask(() -> server.serveForever());
            yieldNow();
            server.close();
            assertThatThrownBy(forever::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void aHandlersFailureIsReportedOnceAndItsConnectionClosed() {
        run(() -> {
            keepReports();
            var failure = new IllegalStateException("handler");
            ConnectionHandler fails = (in, out) -> {
                throw failure;
            };
            try (var server = Streams.startServer(fails, HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                assertThat(c.reader().read(-1)).isEmpty();
            }
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().message()).startsWith("Unhandled exception in connection handler");
        assertThat(reports.getFirst().exception()).hasMessage("handler");
    }

    @Test // streams-20
    void aHandlerThatIsCancelledIsSilent() {
        run(() -> {
            keepReports();
            ConnectionHandler gone = (in, out) -> {
                out.close();
                currentTask().cancel();
                yieldNow();
            };
            try (var server = Streams.startServer(gone, HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                assertThat(c.reader().read(-1)).isEmpty();
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void handlersAreCancelledWhenRunEnds() {
        var trail = new Trail();
        run(() -> {
            keepReports();
            AsyncFuture<Void> begun = getRunningLoop().createFuture();
            ConnectionHandler waits = (in, out) -> {
                begun.setResult(null);
                try {
                    in.readLine();
                    trail.add("read");
                } finally {
                    trail.add("handler ended");
                }
            };
            var server = Streams.startServer(waits, HERE, 0);
            Streams.openConnection(HERE, server.port());
            begun.await();
            trail.add("main ends");
        });
        trail.is("main ends", "handler ended");
        assertThat(reports).isEmpty();
    }

    @Test
    void connectionsAboveTheBoundWaitInTheBacklog() {
        run(() -> {
            var options = ServeOptions.defaults().withMaxConnections(2);
            try (var server = Streams.startServer(ECHO, HERE, 0, options)) {
                var first = Streams.openConnection(HERE, server.port());
                var second = Streams.openConnection(HERE, server.port());
                ask(first, "1");
                ask(second, "2");
                var third = Streams.openConnection(HERE, server.port());
                Task<String> answer = createTask(() -> ask(third, "3"));
                sleep(millis(50));
                assertThat(answer.isDone()).isFalse();
                assertThat(server.connections()).isEqualTo(2);
                first.close();
                assertThat(answer.await()).isEqualTo("3");
                second.close();
                third.close();
            }
        });
    }

    @Test
    void theEndOfRunClosesTheServer() {
        var left = new ArrayList<Server>();
        run(() -> {
            left.add(Streams.startServer(ECHO, HERE, 0));
        });
        Server server = left.getFirst();
        assertThat(server.isServing()).isFalse();
        assertThat(server.addresses()).isEmpty();
        assertThat(server.port()).isPositive();
    }

    @Test
    @Tag("sockets")
    void aLoopClosedWithHandlersOnItReportsNothingButThatTheyWerePending() {
        try (var log = new LogTap()) {
            EventLoop loop = newEventLoop();
            Server server = loop.runUntilComplete(() -> Streams.startServer(ECHO, HERE, 0));
            loop.runUntilComplete(() -> ask(Streams.openConnection(HERE, server.port()), "hello"));
            loop.close();
            assertThat(server.isServing()).isFalse();
            assertThat(server.connections()).isZero();
            assertThat(log.messages())
                    .singleElement(STRING)
                    .startsWith("Task was destroyed but it is pending")
                    .doesNotContain("Event loop is closed");
        }
    }

    @Test
    void aConnectionIsClosedByItsLoopOnlyAndInACallbackWithoutWaiting() {
        run(() -> {
            try (var server = Streams.startServer(ECHO, HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                assertThatThrownBy(() -> Outside.call(() -> {
                            c.close();
                            return null;
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("callSoonThreadsafe");
                assertThat(ask(c, "still open")).isEqualTo("still open");
                AsyncFuture<Boolean> closing = getRunningLoop().createFuture();
                getRunningLoop().callSoon(() -> {
                    c.close();
                    closing.setResult(c.writer().isClosing());
                });
                assertThat(closing.await()).isTrue();
            }
        });
    }

    @Test
    void manyThatComeAtOnceStayBelowTheBoundToo() {
        run(() -> {
            var most = new AtomicInteger();
            var server = new AtomicReference<Server>();
            ConnectionHandler counting = (in, out) -> {
                most.accumulateAndGet(server.get().connections(), Math::max);
                sleep(millis(5));
            };
            try (var s = Streams.startServer(
                    counting, HERE, 0, ServeOptions.defaults().withMaxConnections(1))) {
                server.set(s);
                List<Task<Void>> clients = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    clients.add(createTask(() -> {
                        try (var c = Streams.openConnection(HERE, s.port())) {
                            c.reader().read(-1);
                        }
                    }));
                }
                Asyncio.gather(clients);
            }
            assertThat(most).hasValue(1);
        });
    }

    @Test
    void handlersSeeTheContextOfWhoeverStartedTheServer() {
        ContextVar<String> name = ContextVar.of("name");
        run(() -> {
            name.set("server");
            ConnectionHandler tell = (in, out) -> {
                out.write(name.get());
                name.set("changed by a handler");
            };
            try (var server = Streams.startServer(tell, HERE, 0)) {
                for (int i = 0; i < 2; i++) {
                    try (var c = Streams.openConnection(HERE, server.port())) {
                        assertThat(new String(c.reader().read(-1))).isEqualTo("server");
                    }
                }
            }
        });
    }

    @Test
    void aPortThatIsTakenIsAnError() {
        run(() -> {
            try (var server = Streams.startServer(ECHO, HERE, 0)) {
                assertThatThrownBy(() -> Streams.startServer(ECHO, HERE, server.port()))
                        .isInstanceOf(BindException.class)
                        .hasMessageContaining("" + server.port());
            }
        });
    }

    @Test
    void twoServersShareAPortWhenBothWantTo() {
        run(() -> {
            var options = ServeOptions.defaults().withReusePort(true);
            try (var one = Streams.startServer(ECHO, HERE, 0, options);
                    var two = Streams.startServer(ECHO, HERE, one.port(), options)) {
                assertThat(two.port()).isEqualTo(one.port());
            }
        });
    }

    @Test
    void badAddressesAreErrors() {
        run(() -> {
            assertThatThrownBy(() -> Streams.startServer(ECHO, "no-such-host.invalid", 0))
                    .isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> Streams.startServer(ECHO, "192.0.2.1", 0)).isInstanceOf(BindException.class);
            assertThatThrownBy(() -> Streams.startServer(ECHO, HERE, 65_536))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Streams.startServer(ECHO, HERE, -1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void aServerOutsideALoopIsRefused() {
        assertThatThrownBy(() -> Streams.startServer(ECHO, HERE, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    @Test
    void aServerInACallbackIsRefused() {
        run(() -> {
            AsyncFuture<Throwable> refusal = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    Streams.startServer(ECHO, HERE, 0);
                } catch (IOException | IllegalStateException e) {
                    refusal.setResult(e);
                }
            });
            assertThat(refusal.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
        });
    }

    @Test
    void thousandsOfConnectionsThatComeAndGoLeaveNothing() {
        run(() -> {
            var server = Streams.startServer((in, out) -> in.read(1), HERE, 0);
            for (int i = 0; i < 1000; i++) {
                var c = Streams.openConnection(HERE, server.port());
                if (i % 2 == 0) {
                    c.close();
                } else {
                    c.writer().close();
                }
            }
            server.close();
            server.waitClosed();
            assertThat(server.connections()).isZero();
            assertThat(allTasks()).hasSize(1);
        });
    }
}
