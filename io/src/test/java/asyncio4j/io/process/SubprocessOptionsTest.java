package asyncio4j.io.process;

import static asyncio4j.Asyncio.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.io.Subprocess;
import asyncio4j.io.Subprocess.Options;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How children are started. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class SubprocessOptionsTest {
    @TempDir
    private Path folder;

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void redirectedOutputIsNull() { // subprocess-16
        run(() -> {
            try (var child =
                    Subprocess.shell(Options.defaults().withStdout(Redirect.DISCARD), "echo lost; echo kept >&2")) {
                var result = child.communicate(null);
                assertThat(result.stdout()).isNull();
                assertThat(text(result.stderr())).isEqualTo("kept\n");
            }
        });
    }

    @Test
    void aTinyLimitStillGivesEverything() { // subprocess-18
        run(() -> {
            try (var child = Subprocess.shell(Options.defaults().withLimit(10), "head -c 500000 /dev/zero")) {
                assertThat(child.communicate(null).stdout()).hasSize(500_000);
            }
        });
    }

    @Test
    void errorOutputMayBeMerged() {
        run(() -> {
            try (var child = Subprocess.shell(Options.defaults().withMergeErr(true), "echo a; echo b >&2; echo c")) {
                assertThat(child.stderr()).isNull();
                var result = child.communicate(null);
                assertThat(text(result.stdout())).isEqualTo("a\nb\nc\n");
                assertThat(result.stderr()).isNull();
            }
        });
    }

    @Test
    void directoryAndEnvironmentAreTheChilds() {
        run(() -> {
            var options = Options.defaults()
                    .withDirectory(folder)
                    .withEnvironment(Map.of("GREETING", "hello", "PATH", System.getenv("PATH")));
            try (var child = Subprocess.shell(options, "pwd -P; echo $GREETING; echo [$HOME]")) {
                assertThat(text(child.communicate(null).stdout())).isEqualTo(folder.toRealPath() + "\nhello\n[]\n");
            }
        });
    }

    @Test
    void filesServeAsInputAndOutput() throws Exception {
        Path from = Files.writeString(folder.resolve("from"), "content");
        Path to = folder.resolve("to");
        run(() -> {
            var options =
                    Options.defaults().withStdin(Redirect.from(from.toFile())).withStdout(Redirect.to(to.toFile()));
            try (var cat = Subprocess.exec(options, "cat")) {
                assertThat(cat.stdin()).isNull();
                var result = cat.communicate(null);
                assertThat(result.returnCode()).isZero();
                assertThatThrownBy(() -> cat.communicate(new byte[1])).isInstanceOf(IllegalArgumentException.class);
            }
        });
        assertThat(to).hasContent("content");
    }

    @Test
    void badOptionsAreRefusedWhereTheyAreSet() {
        var options = Options.defaults();
        var file = folder.resolve("f").toFile();
        assertThatThrownBy(() -> options.withStdin(Redirect.to(file))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withStdout(Redirect.from(file))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withStderr(Redirect.from(file))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withGrace(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withLimit(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
