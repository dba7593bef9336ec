package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.DeadlockException;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.io.kit.RawPeer;
import asyncio4j.kit.Trail;
import asyncio4j.kit.VirtualTime;
import asyncio4j.sync.AsyncEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop does that waits for sockets: timers, standstill, its end. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // closing inside the block is what is tested
class LoopWithSocketsTest {
    private static final String HERE = "127.0.0.1";

    @Test
    void aLoopThatWaitsForASocketIsNoDeadlock() {
        run(() -> {
            var server = Streams.startServer((in, out) -> out.write(in.readLine() + "\n"), HERE, 0);
            var got = new AsyncEvent();
            Task<Boolean> waits = createTask(() -> got.await());
            try (var peer = RawPeer.connect(server.port())) {
                peer.send("x\n");
                assertThat(peer.read(2)).isEqualTo("x\n");
                got.set();
            }
            waits.await();
        });
    }

    @Test
    void aLoopWithoutSocketsLeftIsADeadlockAgain() {
        assertThatThrownBy(() -> run(() -> {
                    var server = Streams.startServer((in, out) -> {}, HERE, 0);
                    server.close();
                    new AsyncEvent().await();
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("AsyncEvent");
    }

    @Test
    void timersAndBytesComeInTheirOrder() {
        var trail = new Trail();
        run(() -> {
            ConnectionHandler late = (in, out) -> {
                in.readLine();
                sleep(millis(60));
                trail.add("60");
                out.write("answer\n");
            };
            try (var server = Streams.startServer(late, HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                c.writer().write("question\n");
                Task<Void> timer = createTask(() -> {
                    sleep(millis(20));
                    trail.add("20");
                    sleep(millis(200));
                    trail.add("220");
                });
                c.reader().readLine();
                trail.add("answer");
                timer.await();
            }
        });
        trail.is("20", "60", "answer", "220");
    }

    @Test
    void aBusyLoopStillServes() {
        run(() -> {
            try (var server = Streams.startServer((in, out) -> out.write(in.readLine() + "\n"), HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                Task<Void> busy = createTask(() -> {
                    while (true) {
                        yieldNow();
                    }
                });
                c.writer().write("hello\n");
                assertThat(c.reader().readLine()).isEqualTo("hello");
                busy.cancel();
            }
        });
    }

    @Test
    void readersOfSeveralConnectionsGoOnInThePassTheirBytesCome() {
        run(() -> {
            var trail = new Trail();
            try (var server = Streams.startServer((in, out) -> out.write(in.readLine() + "\n"), HERE, 0)) {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String line = "" + i;
                    tasks.add(createTask(() -> {
                        try (var c = Streams.openConnection(HERE, server.port())) {
                            c.writer().write(line + "\n");
                            trail.add(c.reader().readLine());
                        }
                    }));
                }
                for (Task<?> task : tasks) {
                    task.await();
                }
                assertThat(trail.events()).hasSize(20).doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void aLoopWithAPollerOfItsOwnSaysWhySocketsDoNotGoWithIt() {
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(VirtualTime::newLoop))) {
            assertThatThrownBy(() -> runner.run(() -> {
                        Streams.openConnection(HERE, 1);
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("simulated network");
        }
    }

    @Test
    void aTaskThatReadsSaysSo() {
        run(() -> {
            try (var server = Streams.startServer((in, out) -> in.readLine(), HERE, 0);
                    var c = Streams.openConnection(HERE, server.port())) {
                Task<String> read = createTask(() -> c.reader().readLine());
                yieldNow();
                assertThat(read.toString()).contains("waiting on StreamReader.read");
                assertThat(c.reader().toString()).isEqualTo("StreamReader[0 bytes]");
                read.cancel();
                assertThat(currentTask().toString()).contains("running");
            }
        });
    }
}
