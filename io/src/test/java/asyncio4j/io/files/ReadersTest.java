package asyncio4j.io.files;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.io.AsyncFiles;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.kit.Trail;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadersTest {
    @TempDir
    private Path folder;

    private Path numbered(int lines) throws Exception {
        return Files.write(
                folder.resolve("numbered"),
                IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void linesComeInOrderWhileATickerGoesOn() throws Exception { // P87
        Path file = numbered(10_000);
        var ticks = new int[1];
        var lines = run(() -> {
            createTask(() -> {
                while (true) {
                    yieldNow();
                    ticks[0]++;
                }
            });
            return AsyncFiles.lines(file).toList();
        });
        assertThat(lines).isEqualTo(Files.readAllLines(file));
        assertThat(ticks[0]).isPositive();
    }

    @Test
    void lineEndsAreThoseOfTheJdk() throws Exception {
        Path file = Files.writeString(folder.resolve("ends"), "a\nb\r\nc\rd\n\ne");
        run(() -> {
            assertThat(AsyncFiles.lines(file).toList()).containsExactly("a", "b", "c", "d", "", "e");
            Files.writeString(file, "");
            assertThat(AsyncFiles.lines(file).toList()).isEmpty();
            Files.writeString(file, "ü", StandardCharsets.ISO_8859_1);
            assertThat(AsyncFiles.lines(file, StandardCharsets.ISO_8859_1).toList())
                    .containsExactly("ü");
        });
    }

    @Test
    void aMissingFileIsNoticedAtTheCall() {
        run(() -> {
            assertThatThrownBy(() -> AsyncFiles.lines(folder.resolve("missing")))
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.walk(folder.resolve("missing")))
                    .isInstanceOf(NoSuchFileException.class);
        });
    }

    @Test
    void bytesThatAreNoTextEndTheLinesAsInTheJdk() throws Exception {
        Path file = Files.write(folder.resolve("binary"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        run(() -> {
            try (var lines = AsyncFiles.lines(file)) {
                assertThatThrownBy(lines::toList)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(MalformedInputException.class);
            }
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavingEarlyFreesTheDescriptor() throws Exception {
        Path file = numbered(10_000);
        run(() -> {
            try (var lines = AsyncFiles.lines(file)) {
                for (String line : lines) {
                    assertThat(line).isEqualTo("line 0");
                    assertThat(Descriptors.of(folder.resolve("numbered"))).isEqualTo(1);
                    break;
                }
            }
            assertThat(Descriptors.of(folder.resolve("numbered"))).isZero();
            assertThat(AsyncFiles.lines(file).take(3).toList()).hasSize(3);
            assertThat(Descriptors.of(folder.resolve("numbered"))).isZero();
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linesLeftOpenAreClosedWhenRunEnds() throws Exception {
        Path file = numbered(10_000);
        run(() -> {
            AsyncFiles.lines(file); // not even begun
            AsyncFiles.lines(file).next();
            assertThat(Descriptors.of(folder.resolve("numbered"))).isEqualTo(2);
        });
        assertThat(Descriptors.of(folder.resolve("numbered"))).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPipeGivesItsLinesAsTheyCome() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("pipe"));
        var trail = new Trail();
        run(() -> {
            var asked = getRunningLoop().<Void>createFuture();
            var reader = createTask(() -> {
                try (var lines = AsyncFiles.lines(pipe)) {
                    trail.add(lines.next());
                    trail.add(lines.next());
                    asked.setResult(null);
                    trail.add(lines.next());
                }
            });
            try (var writer = toThread(() -> Files.newBufferedWriter(pipe))) {
                writer.write("one\ntwo\n");
                writer.flush();
                asked.await();
                writer.write("three\n");
            }
            reader.await();
        });
        trail.is("one", "two", "three");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aReaderCancelledWhileAPipeIsSilentIsOver() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("silent"));
        run(() -> {
            var reader = createTask(() -> AsyncFiles.lines(pipe).toList());
            try (var writer = toThread(() -> Files.newBufferedWriter(pipe))) {
                sleep(millis(20));
                reader.cancel();
                assertThatThrownBy(reader::await).isInstanceOf(CancelledError.class);
                writer.write("too late\n");
            }
            Descriptors.until(() -> Descriptors.of(folder.resolve("silent")) == 0);
        });
    }

    private Path tree() throws Exception {
        Path root = Files.createDirectory(folder.resolve("tree-top"));
        for (String child : new String[] {"a", "b"}) {
            Path directory = Files.createDirectory(root.resolve(child));
            Files.writeString(directory.resolve("leaf"), child);
        }
        Files.createSymbolicLink(root.resolve("a").resolve("link"), root);
        return root;
    }

    @Test
    void aWalkGivesParentsFirstAndFollowsNoLinks() throws Exception {
        Path root = tree();
        run(() -> {
            var seen = new ArrayList<Path>();
            try (var paths = AsyncFiles.walk(root)) {
                for (Path path : paths) {
                    if (!path.equals(root)) {
                        assertThat(seen).contains(path.getParent());
                    }
                    seen.add(path);
                }
            }
            assertThat(seen.getFirst()).isEqualTo(root);
            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            root,
                            root.resolve("a"),
                            root.resolve("a/leaf"),
                            root.resolve("a/link"),
                            root.resolve("b"),
                            root.resolve("b/leaf"));
        });
    }

    @Test
    void aWalkMayBeShallow() throws Exception {
        Path root = tree();
        run(() -> {
            assertThat(AsyncFiles.walk(root, 0).toList()).containsExactly(root);
            assertThat(AsyncFiles.walk(root, 1).toList()).hasSize(3);
            assertThatThrownBy(() -> AsyncFiles.walk(root, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(AsyncFiles.walk(root.resolve("a/leaf")).toList()).containsExactly(root.resolve("a/leaf"));
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWalkLeftEarlyFreesItsDescriptors() throws Exception {
        Path root = tree();
        for (int i = 0; i < 500; i++) {
            Files.writeString(root.resolve("f" + i), "");
        }
        run(() -> {
            try (var paths = AsyncFiles.walk(root)) {
                paths.next();
                paths.next();
                assertThat(Descriptors.of(folder.resolve("tree-top"))).isPositive();
            }
            assertThat(Descriptors.of(folder.resolve("tree-top"))).isZero();
        });
    }
}
