package asyncio4j.examples;

import static asyncio4j.examples.Project.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example prints what its file in `expected` says, on both engines. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExamplesTest {
    /** Programs that show what only the SCHEDULER engine does. */
    private static final Set<String> SCHEDULER_ONLY = Set.of("BlockingJdkCode");

    @TempDir
    private static Path classes;

    /** Of this JVM, which has asyncio4j and what it needs. */
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @BeforeAll
    static void compileAll() throws Exception {
        var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", CLASS_PATH));
        arguments.addAll(List.of("-Xlint:all,-serial,-overloads,-classfile,-path", "-Werror"));
        for (String program : Project.programs()) {
            arguments.add(EXAMPLES.resolve(program + ".java").toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).as("status of javac").isZero();
    }

    static List<String> onScheduler() throws Exception {
        return Project.programs();
    }

    static List<String> onBaton() throws Exception {
        return Project.programs().stream()
                .filter(program -> !SCHEDULER_ONLY.contains(program))
                .toList();
    }

    @ParameterizedTest
    @MethodSource
    void onScheduler(String program) throws Exception {
        var result = java(program, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.engine=scheduler");
        result.assertPrinted(Project.expected(program));
    }

    @ParameterizedTest
    @MethodSource
    void onBaton(String program) throws Exception {
        var result = java(program, "-Dasyncio4j.engine=baton");
        result.assertPrinted(Project.expected(program));
    }

    private static Finished java(String program, String... flags) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("--enable-native-access=ALL-UNNAMED"); // Netty's libraries
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", CLASS_PATH + File.pathSeparator + classes));
        command.addAll(List.of("asyncio4j.internal.launch.Main", program)); // as ./asyncio4j run does
        var result = Finished.of(command, 20);
        assertThat(result.stderr()).isEmpty();
        return result;
    }

    @Test
    void everyExampleSaysWhatItPrints() throws Exception {
        assertThat(Project.names(EXAMPLES.resolve("expected"), ".txt")).isEqualTo(Project.programs());
    }
}
