package asyncio4j.cli;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Records for some seconds what a program does, for the tools that show Chrome's trace events.
@Command(
        name = "trace",
        description = "Records which tasks of a running program run when, and what they wait for.",
        footer = {"", "Open the file at https://ui.perfetto.dev, or in Chrome at chrome://tracing."})
final class TraceCommand extends Question {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "PID", arity = "0..1", description = "the process; default: the only one there is")
    private String pid = "";

    @Option(names = "--seconds", paramLabel = "N", description = "how long to record; default: 5")
    private double seconds = 5;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "the most events to keep, in that program's memory; default: 100000")
    private int events = 100_000;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "where to write; - is standard output; default: trace-PID.json")
    private @Nullable String output;

    @Override
    public void run() {
        if (!(seconds >= 0.001 && seconds <= 3600)) {
            throw new CommandFailure("--seconds takes 0.001 to 3600.");
        } else if (events < 1) {
            throw new CommandFailure("--events takes a number from 1 on.");
        }
        var program = program(pid);
        write(program, record(program));
    }

    private String record(Program program) {
        try (var inquiry = program.watch()) {
            inquiry.ask(PATIENCE, "trace", Integer.toString(events));
            Thread.sleep(Duration.ofNanos(Math.round(seconds * 1e9)));
            return inquiry.ask(PATIENCE, "trace-end");
        } catch (IOException e) {
            throw program.ended();
        } catch (InterruptedException e) {
            throw new CommandFailure("interrupted.");
        }
    }

    private void write(Program program, String trace) {
        var file = Objects.requireNonNullElse(output, "trace-" + program.pid() + ".json");
        if (file.equals("-")) {
            new PrintStream(System.out, true, StandardCharsets.UTF_8).println(trace);
        } else {
            try {
                Files.writeString(Path.of(file), trace);
            } catch (IOException e) {
                throw new CommandFailure("cannot write " + file + ": " + e.getMessage());
            }
            System.out.println("recorded to " + file + ": open it at https://ui.perfetto.dev or chrome://tracing");
        }
        var cut = JsonParser.parseString(trace)
                .getAsJsonObject()
                .getAsJsonObject("otherData")
                .get("cut");
        if (cut != null) {
            System.err.println("asyncio4j: " + cut.getAsString() + " (--events).");
        }
    }
}
