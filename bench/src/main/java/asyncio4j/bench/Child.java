package asyncio4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program of this package once more, in a JVM of its own with flags of its own.
final class Child {
    /// The flags of this JVM, which are those that `./asyncio4j` gives to every program.
    static final List<String> LAUNCHER = ManagementFactory.getRuntimeMXBean().getInputArguments();

    private Child() {}

    /// The words that start `program` on this JDK.
    static List<String> command(Class<?> program, List<String> flags, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs `program` with `arguments`, prints what it prints and waits for it.
    static void run(Class<?> program, List<String> flags, String... arguments)
            throws IOException, InterruptedException {
        var command = command(program, flags, arguments);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(program.getSimpleName() + " ended with status " + status + ": " + command);
        }
    }
}
