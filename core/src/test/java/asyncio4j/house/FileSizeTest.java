package asyncio4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A file that has grown too long has more than one thing in it.
@Tag("once")
class FileSizeTest {
    private static final int MOST = 400;

    @Test
    void noSourceFileHasMoreThan400LinesOfCode() throws IOException {
        var tooLong = new TreeMap<Path, Integer>();
        for (var file : javaFiles(repository())) {
            var lines = LinesOfCode.in(Files.readString(file));
            if (lines > MOST) {
                tooLong.put(file, lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyModuleIsLookedAt() throws IOException {
        assertThat(javaFiles(repository()))
                .contains(repository().resolve("core/src/main/java/module-info.java"), ownSource());
    }

    @Test
    void blanksCommentsAndImportsAreNotCounted() {
        var counted = Map.of(
                "", 0,
                "\n   \n\t\n", 0,
                "package p;\n\nimport java.util.List;\nimport static java.lang.Math.max;\n", 1,
                "/// markdown\n// line\nint x; // trailing", 1,
                "/* one */\n/* several\n   lines\n*/\nint x;", 1,
                "/** doc\n * more\n */\nint x;\n}", 2,
                "int y = 1; /* begins\nends */ int z;", 2,
                "var s = \"/*\";\nint x;", 2,
                "var s = \"\"\"\n    // text, not a comment\n\n    \"\"\";", 3);
        counted.forEach(
                (source, lines) -> assertThat(LinesOfCode.in(source)).as(source).isEqualTo(lines));
    }

    private static Path repository() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("core/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static Path ownSource() {
        return repository()
                .resolve("core/src/test/java", FileSizeTest.class.getName().replace('.', '/') + ".java");
    }

    private static List<Path> javaFiles(Path root) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName().toString();
                    var notSource = !folder.equals(root) && (name.startsWith(".") || name.equals("target"));
                    return notSource ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".java")) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
