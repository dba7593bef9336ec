package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `asyncio4j top` and `trace`: a program in another process is watched.
@Timeout(value = 150, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchingTest {
    private static final String TICKER = """
            import static asyncio4j.Asyncio.*;

            void main() {
                run(() -> {
                    createTask("idle", () -> sleep(seconds(600)));
                    createTask("ticker", () -> {
                        for (;;) {
                            sleep(seconds(0.001));
                        }
                    });
                    IO.println("open");
                    sleep(seconds(600));
                });
            }
            """;

    @TempDir
    Path folder;

    private Process program;

    @BeforeEach
    void startProgram() throws Exception {
        Files.writeString(folder.resolve("Ticker.java"), TICKER);
        program = in("run", "Ticker.java").start();
        var out = program.inputReader();
        for (var line = out.readLine(); !"open".equals(line); line = out.readLine()) {
            assertThat(line).isNotNull();
        }
        var socket = folder.resolve("asyncio4j-" + System.getProperty("user.name"), program.pid() + ".sock");
        while (!Files.exists(socket)) { // it opens beside the program's start
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void endProgram() throws Exception {
        program.destroyForcibly().waitFor();
    }

    @Test
    void oneSampleAsText() throws Exception {
        var result = in("top", "--once", "--interval=0.5", "--most=1").run();

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("process " + program.pid() + "  Ticker  ")
                .contains("loop 1 (SCHEDULER): ", "3 tasks", "\nand 2 more\n")
                .containsPattern("\n1\\.2 +ticker +\\w+ +[\\d.]+ % +[1-9]");
    }

    @Test
    void samplesGoOnUntilTheProgramEnds() throws Exception {
        var top = in("top", "--interval=0.1", "--sort=name", "--filter=idle").start();
        try {
            var out = top.inputReader();
            for (var seen = 0; seen < 3; ) {
                seen += out.readLine().contains("idle") ? 1 : 0;
            }
            program.destroyForcibly().waitFor();
            assertThat(out.readAllAsString()).endsWith("process " + program.pid() + " has ended.\n");
            assertThat(top.waitFor()).isEqualTo(2);
        } finally {
            top.destroyForcibly();
        }
    }

    @Test
    void wrongNumbersAreRefused() throws Exception {
        assertThat(in("top", "--interval=0").run().err()).contains("0.1 to 3600 seconds");
        assertThat(in("trace", "--seconds=0").run().err()).contains("0.001 to 3600");
        assertThat(in("trace", "--events=0").run().err()).contains("from 1 on");
    }

    @Test
    void traceIsAFileThatTimelinesRead() throws Exception {
        var result = in("trace", "--seconds=0.5", "-o", "t.json").run();

        assertThat(result.out()).startsWith("recorded to t.json: open it at ");
        var trace = JsonParser.parseString(Files.readString(folder.resolve("t.json")))
                .getAsJsonObject();
        assertThat(trace.getAsJsonArray("traceEvents"))
                .anyMatch(e -> e.toString().contains("\"ticker\",\"cat\":\"step\""));
        assertThat(trace.getAsJsonObject("otherData").has("cut")).isFalse();
    }

    @Test
    void cutTraceSaysSo() throws Exception {
        var result = in("trace", "--seconds=0.5", "--events=5", "-o", "-").run();

        assertThat(JsonParser.parseString(result.out()).isJsonObject()).isTrue();
        assertThat(result.err()).matches("asyncio4j: cut after .* 5 events.*\\(--events\\)\\.\n");
    }

    @Test
    void fileThatCannotBeWrittenIsSaid() throws Exception {
        assertThat(in("trace", "--seconds=0.01", "-o", "no/such/t.json").run().err())
                .startsWith("asyncio4j: cannot write no/such/t.json");
    }

    private Launcher in(String... words) {
        return Launcher.in(folder, words).with(env -> env.put("XDG_RUNTIME_DIR", folder.toString()));
    }
}
