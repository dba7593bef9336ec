package asyncio4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs the script `asyncio4j` as a user does.
final class Launcher {
    private static final long LIMIT_SECONDS = 120; // the first start builds core
    private static final Path SCRIPT =
            Path.of(System.getProperty("asyncio4j.home", ".."), "asyncio4j").toAbsolutePath();

    private final ProcessBuilder builder;

    private Launcher(Path folder, List<String> words) {
        var command = new ArrayList<>(List.of("/bin/bash", SCRIPT.toString()));
        command.addAll(words);
        builder = new ProcessBuilder(command).directory(folder.toFile());
    }

    static Path script() {
        return SCRIPT;
    }

    /// `asyncio4j words` in `folder`, not started yet.
    static Launcher in(Path folder, String... words) {
        return new Launcher(folder, List.of(words));
    }

    /// Changes the environment it will run in.
    Launcher with(Consumer<Map<String, String>> environment) {
        environment.accept(builder.environment());
        return this;
    }

    /// Runs it to its end.
    Result run() throws Exception {
        var process = builder.start();
        process.getOutputStream().close();
        var err = CompletableFuture.supplyAsync(() -> text(process.errorReader()));
        var out = CompletableFuture.supplyAsync(() -> text(process.inputReader()));
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + builder.command());
        }
        return new Result(process.exitValue(), out.get(), err.get());
    }

    /// Starts it, and lets it run.
    Process start() throws IOException {
        return builder.redirectErrorStream(true).start();
    }

    /// Runs it up to its first line, sends it a signal, and waits for its end.
    Result runAndSignal(String signal) throws Exception {
        var process = builder.start();
        try {
            var err = CompletableFuture.supplyAsync(() -> text(process.errorReader()));
            var out = process.inputReader();
            var first = out.readLine() + "\n";
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            var rest = text(out);
            return new Result(process.waitFor(), first + rest, err.get());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(BufferedReader reader) {
        try {
            return reader.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How it ended and what it wrote.
    record Result(int status, String out, String err) {}
}
