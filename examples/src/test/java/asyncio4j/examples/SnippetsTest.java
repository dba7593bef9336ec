package asyncio4j.examples;

import static asyncio4j.examples.Project.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java code of README and guide is cut from examples and tests, and what documents link to exists. */
class SnippetsTest {
    private static final Pattern BLOCK = Pattern.compile("(?m)^(.*)\\R```java\\R((?s:.*?))^```$");
    private static final Pattern MARK = Pattern.compile("<!-- from ([\\w/]+\\.java) -->");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)[^)]*\\)");

    private static List<Path> documents() throws IOException {
        var all = new ArrayList<Path>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.walk(folder, folder.equals(ROOT) ? 1 : 9)) {
                files.filter(f -> f.toString().endsWith(".md")).forEach(all::add);
            }
        }
        return all;
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everySnippetIsInItsExample() throws IOException {
        int snippets = 0;
        for (Path document : documents()) {
            var block = BLOCK.matcher(read(document));
            while (block.find()) {
                var mark = MARK.matcher(block.group(1));
                if (!mark.matches() && !isForUsers(document)) {
                    continue;
                }
                assertThat(mark.matches())
                        .as("mark above a block in %s: %s", document, block.group(1))
                        .isTrue();
                assertThat(unindented(read(ROOT.resolve(mark.group(1)))))
                        .as("%s in %s", mark.group(1), document)
                        .contains(unindented(block.group(2)));
                snippets++;
            }
        }
        assertThat(snippets).isGreaterThan(5);
    }

    private static boolean isForUsers(Path document) {
        return document.equals(ROOT.resolve("README.md")) || document.startsWith(ROOT.resolve("docs/guide"));
    }

    /** The lines without the spaces before them: a snippet may stand further left than its origin. */
    private static String unindented(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (Path document : documents()) {
            var link = LINK.matcher(read(document));
            while (link.find()) {
                assertThat(document.resolveSibling(link.group(1)))
                        .as("link in %s", document)
                        .exists();
            }
        }
    }
}
