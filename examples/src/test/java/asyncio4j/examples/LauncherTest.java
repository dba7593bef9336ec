package asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some examples started as the README says: `./asyncio4j run examples/<program>.java`. */
@Timeout(value = 200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {
    private static Finished asyncio4j(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("./asyncio4j"));
        command.addAll(List.of(arguments));
        return Finished.of(command, 180); // the first one after a change builds
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "GatherPages", "BlockingJdkCode", "GracefulShutdown"})
    void runsAnExample(String program) throws Exception {
        asyncio4j("run", "examples/" + program + ".java").assertPrinted(Project.expected(program));
    }

    @Test
    void aProgramThatDoesNotExistIsAnError() throws Exception {
        var result = asyncio4j("run", "examples/NoSuchProgram.java");
        assertThat(result.status()).isNotZero();
        assertThat(result.stderr()).contains("NoSuchProgram.java");
    }
}
