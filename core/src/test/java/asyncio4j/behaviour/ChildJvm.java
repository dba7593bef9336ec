package asyncio4j.behaviour;

import asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, with the engine of this one. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    ChildJvm(Class<?> program, String... args) throws IOException, URISyntaxException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        String engine = System.getProperty("asyncio4j.engine");
        if (engine != null) {
            command.add("-Dasyncio4j.engine=" + engine);
        }
        command.addAll(List.of("-cp", rootOf(Asyncio.class) + File.pathSeparator + rootOf(program)));
        command.add(program.getName());
        command.addAll(List.of(args));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
    }

    /** The next line it prints; null at the end. */
    String line() throws IOException {
        return out.readLine();
    }

    /** The lines it still prints. */
    List<String> rest() throws IOException {
        return out.readAllLines();
    }

    /** Sends it a signal, by name. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("no such process: " + process.pid());
        }
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            throw new AssertionError("the child still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Path rootOf(Class<?> c) throws URISyntaxException {
        var file = Path.of(
                c.getResource("/" + c.getName().replace('.', '/') + ".class").toURI());
        for (int i = c.getName().split("\\.").length; i > 0; i--) {
            file = file.getParent();
        }
        return file;
    }
}
