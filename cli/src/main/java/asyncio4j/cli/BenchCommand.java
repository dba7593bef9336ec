package asyncio4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Builds the benchmarks and hands over to their Main, which is JMH's and a few programs more, on a JVM with a
/// program's flags, which JMH's forks inherit.
@Command(
        name = "bench",
        description = "Runs benchmarks.",
        footer = {
            "",
            "For example: asyncio4j bench Switch -f 1 -wi 3 -i 5; asyncio4j bench -h is JMH's help.",
            "What JMH cannot measure: asyncio4j bench sleepers, idle or timers."
        })
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "this text")
    private boolean help;

    @Parameters(paramLabel = "REGEX|JMH-OPTION", arity = "0..*", description = "handed to JMH as they are")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var checkout = Checkout.found();
        checkout.requireModule("bench");
        var status = checkout.maven(List.of(
                "-Pbench",
                "-Dquick",
                "-Dmaven.test.skip=true",
                "-Dskip.core=true",
                "--projects",
                "bench",
                "--also-make",
                "package"));
        if (status != 0) {
            return status;
        }
        var target = checkout.home().resolve("bench", "target");
        var command = new ArrayList<>(Checkout.programFlags());
        command.addAll(List.of("-cp", target + "/*:" + target + "/lib/*", "asyncio4j.bench.Main"));
        command.addAll(words);
        return checkout.java(command);
    }
}
