package asyncio4j.io.files;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncTimeoutException;
import asyncio4j.Asyncio;
import asyncio4j.CancelledError;
import asyncio4j.io.AsyncFiles;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.kit.Trail;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WholeFilesTest {
    @TempDir
    private Path folder;

    @Test
    void textComesBackAsItWasWritten() {
        run(() -> {
            Path file = folder.resolve("text");
            assertThat(AsyncFiles.writeString(file, "Grüße")).isEqualTo(file);
            AsyncFiles.writeString(file, "!", StandardOpenOption.APPEND);
            assertThat(AsyncFiles.readString(file)).isEqualTo("Grüße!");

            AsyncFiles.writeString(file, "Grüße", StandardCharsets.ISO_8859_1);
            assertThat(AsyncFiles.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("Grüße");
            assertThat(AsyncFiles.readAllBytes(file)).hasSize(5);
        });
    }

    @Test
    void bytesAndLinesAreWritten() {
        run(() -> {
            Path file = folder.resolve("bytes");
            assertThat(AsyncFiles.write(file, new byte[] {1, 2})).isEqualTo(file);
            AsyncFiles.write(file, new byte[] {3}, StandardOpenOption.APPEND);
            assertThat(AsyncFiles.readAllBytes(file)).containsExactly(1, 2, 3);

            AsyncFiles.write(file, List.of("a", "b"));
            assertThat(Files.readAllLines(file)).containsExactly("a", "b");
        });
    }

    @Test
    void filesAreCopiedMovedListedAndDeleted() {
        run(() -> {
            Path a = AsyncFiles.writeString(folder.resolve("a"), "a");
            assertThat(AsyncFiles.copy(a, folder.resolve("b"))).isEqualTo(folder.resolve("b"));
            assertThat(AsyncFiles.move(a, folder.resolve("c"))).isEqualTo(folder.resolve("c"));
            assertThat(AsyncFiles.list(folder)).containsExactlyInAnyOrder(folder.resolve("b"), folder.resolve("c"));
            AsyncFiles.delete(folder.resolve("b"));
            assertThat(AsyncFiles.list(folder)).containsExactly(folder.resolve("c"));
        });
    }

    @Test
    void failuresAreThoseOfTheJdk() {
        run(() -> {
            Path missing = folder.resolve("missing");
            Path there = AsyncFiles.write(folder.resolve("there"), new byte[] {(byte) 0xff});
            assertThatThrownBy(() -> AsyncFiles.readString(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.readAllBytes(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.open(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.list(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.delete(missing)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> AsyncFiles.copy(there, folder)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> AsyncFiles.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
            assertThatThrownBy(() -> AsyncFiles.readString(there)).isInstanceOf(MalformedInputException.class);
        });
    }

    @Test
    void outsideALoopThereIsNoLoop() {
        assertThatThrownBy(() -> AsyncFiles.readString(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> AsyncFiles.lines(folder.resolve("x"))).hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> AsyncFiles.watch(folder)).hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> AsyncFiles.open(folder)).hasMessageContaining("no running event loop");
    }

    @Test
    void aCallbackIsToldToMakeATask() {
        var failure = run(() -> {
            var failed = getRunningLoop().<Throwable>createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    AsyncFiles.readString(folder.resolve("x"));
                } catch (Exception e) {
                    failed.setResult(e);
                }
            });
            return failed.await();
        });
        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("task");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLoopGoesOnWhileAFileBlocks() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("stuck"));
        var trail = new Trail();
        run(() -> {
            var reader = createTask(() -> trail.add(AsyncFiles.readString(pipe)));
            for (int i = 0; i < 3; i++) {
                sleep(millis(1));
                trail.add("tick");
            }
            AsyncFiles.writeString(pipe, "from the other side", StandardOpenOption.WRITE);
            reader.await();
        });
        trail.is("tick", "tick", "tick", "from the other side");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCancelledCallReturnsThoughItsThreadIsStuck() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("stuck"));
        run(() -> {
            assertThatThrownBy(() -> waitFor(() -> AsyncFiles.readString(pipe), millis(20)))
                    .isInstanceOf(AsyncTimeoutException.class);
            release(pipe);
            Descriptors.until(() -> Descriptors.of(folder.resolve("stuck")) == 0);
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void callsThatWereGivenUpDoNotHoldBackOthers() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("stuck"));
        run(() -> {
            var stuck = new ArrayList<asyncio4j.Task<?>>();
            for (int i = 0; i < 40; i++) {
                stuck.add(createTask(() -> AsyncFiles.readString(pipe)));
            }
            sleep(millis(20));
            stuck.forEach(asyncio4j.Task::cancel);
            Path other = AsyncFiles.writeString(folder.resolve("other"), "free");
            assertThat(timeout(Asyncio.seconds(10), () -> AsyncFiles.readString(other)))
                    .isEqualTo("free");
            release(pipe);
        });
    }

    /** Lets those who wait to open {@code pipe} for reading go on. */
    private static void release(Path pipe) throws Exception {
        try (var both = Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(both.isOpen()).isTrue();
            sleep(millis(5));
        }
    }

    @Test
    void aCallCancelledBeforeItBeginsDoesNothing() throws Exception {
        Path file = folder.resolve("never");
        run(() -> {
            var writer = createTask(() -> AsyncFiles.writeString(file, "x"));
            writer.cancel();
            assertThatThrownBy(writer::await).isInstanceOf(CancelledError.class);
        });
        assertThat(file).doesNotExist();
    }

    @Test
    void manyFilesAtOnce() {
        run(() -> {
            var writes = new ArrayList<asyncio4j.Awaitable<String>>();
            for (int i = 0; i < 200; i++) {
                Path file = folder.resolve("f" + i);
                String text = "text " + i;
                writes.add(() -> {
                    AsyncFiles.writeString(file, text);
                    return AsyncFiles.readString(file);
                });
            }
            var read = gather(writes);
            for (int i = 0; i < 200; i++) {
                assertThat(read.get(i)).isEqualTo("text " + i);
            }
        });
    }
}
