package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands beside `run`.
class CommandLineTest {
    @TempDir
    Path folder;

    @Test
    void versionTellsTheEngineAndTheTransportInForce() throws Exception {
        var result = Launcher.in(folder, "version").run();

        assertThat(result.status()).isZero();
        assertThat(result.out().lines())
                .satisfiesExactly(
                        version -> assertThat(version).matches("asyncio4j \\d+\\.\\d+\\.\\d+.*"),
                        jdk -> assertThat(jdk).startsWith("JDK "),
                        engine -> assertThat(engine).startsWith("engine SCHEDULER: "),
                        transport -> assertThat(transport).matches("transport (epoll|nio .*)"));
        assertThat(Launcher.in(folder, "version", "--engine=baton").run().out()).contains("engine BATON: ");
    }

    @Test
    void helpListsTheCommands() throws Exception {
        var result = Launcher.in(folder, "help").run();

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("run ", "test ", "bench ", "format ", "version ")
                .doesNotContain("compile ");
        assertThat(Launcher.in(folder).run().out()).isEqualTo(result.out());
    }

    @Test
    void helpOfRunSaysWhereJvmFlagsGo() throws Exception {
        assertThat(Launcher.in(folder, "run", "--help").run().out()).contains("The LAST --");
    }

    @Test
    void unknownCommandsAndModulesAreRefused() throws Exception {
        assertThat(Launcher.in(folder, "fly").run().status()).isEqualTo(2);

        var result = Launcher.in(folder, "test", "nowhere").run();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("no module nowhere").hasLineCount(1);
    }
}
