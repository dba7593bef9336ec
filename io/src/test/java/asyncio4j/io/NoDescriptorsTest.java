package asyncio4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server without descriptors waits for better times. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class NoDescriptorsTest {
    @Test // server-7
    void acceptingPausesIsToldOnceAndGoesOn() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String engine = System.getProperty("asyncio4j.engine");
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -n 120; exec \"$0\" \"$@\"",
                        java,
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-MaxFDLimit",
                        "-Dasyncio4j.engine=" + engine,
                        "-cp",
                        System.getProperty("java.class.path"),
                        NoDescriptorsLeft.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD) // remarks of loggers on the class path
                .start();
        try (var output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(lines).element(1).asString().startsWith("accepting connections failed");
            assertThat(lines).element(1).asString().contains("Too many open files");
            assertThat(lines).containsExactly("hello", lines.get(1), "told 1, answered false", "hello", "hello");
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
