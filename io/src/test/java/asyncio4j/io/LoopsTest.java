package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.gather;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.ContextVar;
import asyncio4j.Task;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server on several loops. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class LoopsTest {
    private static final String HERE = "127.0.0.1";

    private static String ask(Connection c, String line) throws IOException {
        c.writer().write(line + "\n");
        return c.reader().readLine();
    }

    @Test
    void severalLoopsServeAndAConnectionStaysOnItsLoop() {
        Set<Object> loops = ConcurrentHashMap.newKeySet();
        run(() -> {
            ConnectionHandler echo = (in, out) -> {
                for (String line : in.lines()) {
                    loops.add(currentTask().loop());
                    out.write(line + " " + System.identityHashCode(currentTask().loop()) + "\n");
                }
            };
            try (var server = Loops.serve(3, echo, HERE, 0)) {
                List<Awaitable<Boolean>> clients = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    clients.add(() -> {
                        try (var c = Streams.openConnection(HERE, server.port())) {
                            String first = ask(c, "x");
                            return first.startsWith("x ")
                                    && ask(c, "x").equals(first)
                                    && ask(c, "x").equals(first);
                        }
                    });
                }
                assertThat(gather(clients)).hasSize(60).containsOnly(true);
                assertThat(loops).doesNotContain(currentTask().loop()).hasSizeGreaterThan(1);
            }
        });
    }

    @Test
    void closeStopsAcceptingAndTheLoopsEndWithTheLastConnection() {
        var trail = new Trail();
        run(() -> {
            ConnectionHandler echo = (in, out) -> {
                for (String line : in.lines()) {
                    out.write(line + "\n");
                }
            };
            var server = Loops.serve(2, echo, HERE, 0);
            assertThat(server.addresses()).hasSize(1);
            var c = Streams.openConnection(HERE, server.port());
            ask(c, "x");
            assertThat(server.connections()).isEqualTo(1);
            server.close();
            assertThat(server.isServing()).isFalse();
            Task<Void> end = createTask(() -> {
                server.waitClosed();
                trail.add("closed");
            });
            assertThat(ask(c, "handlers go on")).isEqualTo("handlers go on");
            trail.add("client goes");
            c.close();
            end.await();
            assertThatThrownBy(() -> Streams.openConnection(HERE, server.port()))
                    .isInstanceOf(ConnectException.class);
        });
        trail.is("client goes", "closed");
    }

    @Test
    void everythingEndsWithTheCallersRun() {
        var trail = new Trail();
        run(() -> {
            ConnectionHandler waits = (in, out) -> {
                out.write("begun\n");
                try {
                    in.readLine();
                } finally {
                    trail.add("handler ended");
                }
            };
            var server = Loops.serve(2, waits, HERE, 0);
            var c = Streams.openConnection(HERE, server.port());
            c.reader().readLine();
        });
        trail.is("handler ended");
    }

    @Test
    void cancelledServeForeverClosesIt() {
        run(() -> {
            var server = Loops.serve(1, (in, out) -> {}, HERE, 0);
            Task<Void> forever = createTask(() -> server.serveForever());
            yieldNow();
            forever.cancel();
            assertThatThrownBy(forever::await).isInstanceOf(CancelledError.class);
            server.waitClosed();
            assertThatThrownBy(server::serveForever).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void handlersSeeTheContextOfTheCaller() {
        ContextVar<String> name = ContextVar.of("name");
        run(() -> {
            name.set("caller");
            ConnectionHandler tell = (in, out) -> out.write(name.get());
            try (var server = Loops.serve(2, tell, HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                assertThat(new String(c.reader().read(-1))).isEqualTo("caller");
            }
        });
    }

    @Test
    void aStartThatFailsOrIsCancelledLeavesNoLoop() {
        run(() -> {
            assertThatThrownBy(() -> Loops.serve(2, (in, out) -> {}, "192.0.2.1", 0))
                    .isInstanceOf(BindException.class);
            for (int turns = 0; turns < 5; turns++) {
                Task<Server> start = createTask(() -> Loops.serve(2, (in, out) -> {}, HERE, 0));
                for (int i = 0; i < turns; i++) {
                    yieldNow();
                }
                start.cancel();
                assertThatThrownBy(start::await).isInstanceOf(CancelledError.class);
            }
            assertThatThrownBy(() -> Loops.serve(0, (in, out) -> {}, HERE, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        });
        Outside.spinUntil(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("asyncio4j-serve-")));
    }
}
