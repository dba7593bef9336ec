package asyncio4j.testing.house;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Asyncio;
import asyncio4j.testing.Simulation;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A module can use this one without JUnit.
@Tag("once")
class ModuleTest {
    @Test
    void aModuleWithoutJUnitCanSimulate(@TempDir Path out) {
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", out.toString(), "-p", path(), "-proc:none"),
                        null,
                        List.of(
                                source("module-info", "module consumer { requires asyncio4j.testing; }"),
                                source("consumer/Main", """
                                        package consumer;

                                        class Main {
                                            int simulated() {
                                                return asyncio4j.testing.Simulation.run(1, () -> 42);
                                            }
                                        }
                                        """)))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
    }

    private static String path() {
        return Stream.of(Asyncio.class, Simulation.class, NullMarked.class)
                .map(ModuleTest::origin)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String origin(Class<?> type) {
        try {
            var source = Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
