package asyncio4j.io.programs;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.io.Subprocess;
import asyncio4j.sync.AsyncQueue;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Programs with child processes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class ProcessProgramsTest {
    @Test
    void aSeparateProcessWithAnArgument() { // P70
        run(() -> {
            try (var child = Subprocess.exec("sh", "-c", "echo hello $0", "bob")) {
                var result = child.communicate(null);
                assertThat(new String(result.stdout())).isEqualTo("hello bob\n");
                assertThat(result.returnCode()).isZero();
            }
        });
    }

    /** A process class with its own run. */
    private record Greeter(String name) {
        String run() throws IOException {
            try (var child = Subprocess.exec("echo", "hello", name)) {
                String line = child.stdout().readLine();
                assertThat(child.stdout().readLine()).isNull();
                assertThat(child.await()).isZero();
                return line;
            }
        }
    }

    @Test
    void aProcessClassWithItsOwnRun() { // P71
        String line = run(() -> new Greeter("bob").run());
        assertThat(line).isEqualTo("hello bob");
    }

    /** Worker processes that square numbers; each serves one call at a time. */
    private static final class Pool implements AutoCloseable {
        private static final String WORKER = "while read n; do [ $n = die ] && exit 1; echo $((n * n)); done";
        private final List<Subprocess> all = new ArrayList<>();
        private final AsyncQueue<Subprocess> idle = new AsyncQueue<>();

        Pool(int size) throws IOException {
            for (int i = 0; i < size; i++) {
                all.add(Subprocess.shell(Subprocess.Options.defaults().withStderr(Redirect.DISCARD), WORKER));
                idle.put(all.getLast());
            }
        }

        String call(Object argument) throws IOException {
            Subprocess worker = idle.get();
            try {
                worker.stdin().write(argument + "\n");
                String answer = worker.stdout().readLine();
                if (answer == null) {
                    throw new IOException("the worker died, return code " + worker.await());
                }
                return answer;
            } finally {
                idle.put(worker);
            }
        }

        @Override
        public void close() {
            gatherSettled(all.stream().map(worker -> action(worker::close)).toList());
        }
    }

    @Test
    void aPoolOfProcessesMapsAFunction() { // P72
        run(() -> {
            for (int size : new int[] {Runtime.getRuntime().availableProcessors(), 4}) {
                try (var pool = new Pool(size)) {
                    var squares =
                            gather(() -> pool.call(1), () -> pool.call(2), () -> pool.call(3), () -> pool.call(4));
                    assertThat(squares).containsExactly("1", "4", "9", "16");
                }
            }
        });
    }

    @Test
    void aWorkerThatDiesFailsTheWaitingCall() { // P72
        run(() -> {
            try (var pool = new Pool(1)) {
                assertThatThrownBy(() -> pool.call("die")).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void processesExchangeMessages() { // P73
        run(() -> {
            try (var child = Subprocess.shell("while read line; do echo \"got $line\"; done; echo bye")) {
                var received = createTask(() -> {
                    var lines = new ArrayList<String>();
                    child.stdout().lines().forEach(lines::add);
                    return lines;
                });
                var expected = new ArrayList<String>();
                for (int i = 0; i < 500; i++) {
                    child.stdin().write("message " + i + "\n");
                    expected.add("got message " + i);
                }
                child.stdin().close();
                expected.add("bye");
                assertThat(received.await()).isEqualTo(expected);
                assertThat(child.await()).isZero();
            }
        });
    }
}
