package asyncio4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Formats every source file; `test` fails while one is not.
@Command(name = "format", description = "Formats the sources.")
final class FormatCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
        return Checkout.found().maven(List.of("-Pbench", "spotless:apply"));
    }
}
