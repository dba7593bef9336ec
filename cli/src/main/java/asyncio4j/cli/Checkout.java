package asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// This repository, and the programs that are started in it.
record Checkout(Path home) {
    /// As the script found it.
    static Checkout found() {
        return new Checkout(Path.of(System.getProperty("asyncio4j.home", ".")));
    }

    /// The flags that the script gives to every program.
    static List<String> programFlags() {
        return List.of(System.getProperty("asyncio4j.flags", "").split(" "));
    }

    void requireModule(String module) {
        if (!Files.isRegularFile(home.resolve(module, "pom.xml"))) {
            throw new CommandFailure("there is no module " + module + ".");
        }
    }

    /// Runs Maven, which shows warnings and errors only, and what `words` ask for.
    ///
    /// @return its status
    int maven(List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "mvn", "--batch-mode", "--no-transfer-progress", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(words);
        var flags = System.getProperty("asyncio4j.maven.flags", "")
                + ' '
                + System.getenv().getOrDefault("MAVEN_OPTS", "");
        var builder = process(command);
        builder.environment().put("MAVEN_OPTS", flags.strip());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return status(builder);
    }

    /// Runs a program on this JDK.
    ///
    /// @return its status
    int java(List<String> words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words);
        return status(process(command));
    }

    private ProcessBuilder process(List<String> command) {
        return new ProcessBuilder(command).directory(home.toFile()).inheritIO();
    }

    /// A process must not outlive the command that it works for.
    private static int status(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            if (builder.command().getFirst().equals("mvn")) {
                throw new CommandFailure("Maven is needed, and no mvn is on the PATH: install Maven 3.8 or later.");
            }
            throw e;
        }
        var stop = new Thread(() -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
        Runtime.getRuntime().addShutdownHook(stop);
        var status = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        return status;
    }
}
