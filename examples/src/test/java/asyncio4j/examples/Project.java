package asyncio4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where things are in the source tree. */
final class Project {
    /** The folder with the examples. */
    static final Path EXAMPLES =
            Path.of(System.getProperty("asyncio4j.examples", "examples")).toAbsolutePath();

    /** The folder of the whole project. */
    static final Path ROOT = EXAMPLES.getParent();

    private Project() {}

    /** The names of the example programs, sorted. */
    static List<String> programs() throws IOException {
        return names(EXAMPLES, ".java");
    }

    /** The file names in {@code folder} that end with {@code ending}, without it, sorted. */
    static List<String> names(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }

    /** What the program prints. */
    static List<String> expected(String program) throws IOException {
        return Files.readAllLines(EXAMPLES.resolve("expected").resolve(program + ".txt"));
    }
}
