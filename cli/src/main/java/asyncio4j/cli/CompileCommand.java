package asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The slow part of `run`, once for a program: from sources to a jar that is named after its main class.
@Command(name = "compile", hidden = true, description = "Compiles a program for `run`.")
final class CompileCommand implements Callable<Integer> {
    @Option(names = "--class-path", required = true)
    private String classPath = "";

    @Option(names = "--into", required = true)
    private Path into = Path.of("");

    @Parameters(arity = "1..*")
    private List<Path> sources = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        return new ProgramCompiler(classPath, sources).compileInto(into) ? 0 : 1;
    }
}
