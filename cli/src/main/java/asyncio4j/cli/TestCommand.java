package asyncio4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Builds and tests through Maven, and shows little more of it than warnings and surefire's report.
@Command(
        name = "test",
        description = "Builds, tests and checks the format.",
        sortOptions = false,
        footer = {"", "The tests of core, io, testing and inspect run on both engines. Status 0 when all went well."})
final class TestCommand implements Callable<Integer> {
    private static final List<String> ENGINES = List.of("scheduler", "baton");
    private static final List<String> MODULES = List.of("core", "io", "testing", "inspect", "cli", "examples");

    @Parameters(
            paramLabel = "MODULE",
            arity = "0..*",
            description = "core, io, testing, inspect, cli, examples; default: all")
    private List<String> modules = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    @Option(names = "--all", description = "also what takes long and what needs the outside world")
    private boolean all;

    @Option(names = "--repeat", paramLabel = "N", description = "the tests N times over, up to the first failure")
    private int repeat = 1;

    @Option(names = "--load", description = "while every core of the machine is busy with something else")
    private boolean load;

    @Option(names = "--engine", paramLabel = "E", description = "tests on this engine only: scheduler or baton")
    private String engine = "";

    @Option(
            names = "-D",
            paramLabel = "NAME=VALUE",
            mapFallbackValue = "",
            description = "for Maven: -Dtest=LockTest or -Dtest='LockTest#waiters*' picks tests")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var checkout = Checkout.found();
        modules.forEach(checkout::requireModule);
        if (!engine.isEmpty() && !ENGINES.contains(engine)) {
            throw new CommandFailure("there is no engine '" + engine + "': scheduler or baton.");
        }
        if (load) {
            Load.start();
        }
        var words = words();
        for (var i = 1; i <= repeat; i++) {
            if (repeat > 1) {
                System.out.println("asyncio4j: " + i + " of " + repeat);
            }
            var status = checkout.maven(words);
            if (status != 0) {
                return status;
            }
        }
        return 0;
    }

    private List<String> words() {
        var words = new ArrayList<>(List.of("-Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info"));
        if (all) {
            words.add("-Pall");
        }
        if (!modules.isEmpty()) {
            words.addAll(List.of("--projects", String.join(",", modules), "--also-make"));
            MODULES.stream().filter(m -> !modules.contains(m)).forEach(m -> words.add("-Dskip." + m + "=true"));
        }
        if (!engine.isEmpty()) {
            ENGINES.stream().filter(e -> !e.equals(engine)).forEach(e -> words.add("-Dskip." + e + "=true"));
        }
        if (properties.containsKey("test")) {
            words.add("-Dsurefire.failIfNoSpecifiedTests=false"); // the other modules have no such test
        }
        properties.forEach((name, value) -> words.add(value.isEmpty() ? "-D" + name : "-D" + name + "=" + value));
        words.add("verify");
        return words;
    }
}
