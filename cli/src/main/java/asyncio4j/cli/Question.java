package asyncio4j.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/// A command that asks a running program something and prints the answer.
abstract class Question implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    @Option(
            names = "--attach",
            description = "load asyncio4j-inspect into a program that does not have it; its JVM prints a warning")
    private boolean attach;

    /// Process `pid`, or the only program there is if that is empty.
    final Program program(String pid) {
        return Program.find(pid, attach);
    }

    /// Asks process `pid`, or the only program there is if that is empty.
    final void ask(String pid, String... fields) {
        var answer = program(pid).ask(fields);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(answer);
    }
}
