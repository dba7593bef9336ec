package asyncio4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.lines())
                    .satisfiesExactly(
                            before -> assertThat(before).isEqualTo("hello"),
                            report -> assertThat(report)
                                    .startsWith("accepting connections failed")
                                    .contains("Too many open files"),
                            state -> assertThat(state).isEqualTo("told 1, answered false"),
                            waiting -> assertThat(waiting).isEqualTo("hello"),
                            after -> assertThat(after).isEqualTo("hello"));
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
