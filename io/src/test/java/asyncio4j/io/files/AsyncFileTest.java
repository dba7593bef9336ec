package asyncio4j.io.files;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.io.AsyncFile;
import asyncio4j.io.AsyncFiles;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.iter.AsyncGenerator;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncFileTest {
    @TempDir
    private Path folder;

    private AsyncFile openNew(String name) throws Exception {
        return AsyncFiles.open(
                folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes());
    }

    private static String text(AsyncFile file, int n, long position) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(n);
        int read = file.read(into, position);
        assertThat(into.position()).isEqualTo(Math.max(read, 0));
        return read + " " + new String(into.array(), 0, into.position());
    }

    @Test
    void bytesAreReadAndWrittenAtPositions() {
        run(() -> {
            try (AsyncFile file = openNew("f")) {
                ByteBuffer hello = bytes("hello world");
                assertThat(file.write(hello, 0)).isEqualTo(11);
                assertThat(hello.hasRemaining()).isFalse();
                assertThat(file.write(bytes("W"), 6)).isEqualTo(1);
                assertThat(text(file, 5, 6)).isEqualTo("5 World");
                assertThat(text(file, 50, 6)).isEqualTo("5 World");
                assertThat(text(file, 50, 11)).isEqualTo("-1 ");
                assertThat(text(file, 50, 1_000_000)).isEqualTo("-1 ");
                assertThat(text(file, 0, 0)).isEqualTo("0 ");
                assertThat(file.size()).isEqualTo(11);
                file.force();
            }
        });
    }

    @Test
    void whatIsLargeComesWhole() {
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        run(() -> {
            try (AsyncFile file = openNew("large")) {
                assertThat(file.write(ByteBuffer.wrap(large), 5)).isEqualTo(large.length);
                ByteBuffer back = ByteBuffer.allocateDirect(large.length + 10);
                assertThat(file.read(back, 5)).isEqualTo(large.length);
                byte[] read = new byte[large.length];
                back.flip().get(read);
                assertThat(Arrays.equals(read, large)).isTrue();
            }
        });
    }

    @Test
    void withoutOptionsItReads() throws Exception {
        Path path = Files.writeString(folder.resolve("f"), "abc");
        run(() -> {
            try (AsyncFile file = AsyncFiles.open(path)) {
                assertThat(text(file, 3, 0)).isEqualTo("3 abc");
                assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(NonWritableChannelException.class);
            }
            try (AsyncFile file = AsyncFiles.open(path, StandardOpenOption.WRITE)) {
                assertThatThrownBy(() -> text(file, 1, 0)).isInstanceOf(NonReadableChannelException.class);
            }
        });
    }

    @Test
    void badArgumentsAreRefused() {
        run(() -> {
            try (AsyncFile file = openNew("f")) {
                assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), -1))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), -1))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThat(file.size()).isZero();
            }
        });
    }

    @Test
    void aCancelledOperationLeavesTheFileOpenAndTheBufferAlone() {
        run(() -> {
            try (AsyncFile file = openNew("f")) {
                file.write(bytes("abc"), 0);
                ByteBuffer into = ByteBuffer.allocate(3);
                ByteBuffer from = bytes("XYZ");
                var reader = createTask(() -> file.read(into, 0));
                var writer = createTask(() -> file.write(from, 3));
                yieldNow();
                reader.cancel();
                writer.cancel();
                assertThatThrownBy(reader::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(writer::await).isInstanceOf(CancelledError.class);
                assertThat(from.position()).isZero();
                from.put(bytes("???")); // what the cancelled write took is a copy

                assertThat(text(file, 3, 0)).isEqualTo("3 abc");
                assertThat(text(file, 3, 3)).isIn("-1 ", "3 XYZ");
                assertThat(into.array()).containsOnly(0);
                assertThat(into.position()).isZero();
            }
        });
    }

    @Test
    void aWriteThatWasCancelledNeverOvertakesTheNext() {
        run(() -> {
            try (AsyncFile file = openNew("f")) {
                for (int i = 0; i < 200; i++) {
                    byte[] old = new byte[200_000];
                    Arrays.fill(old, (byte) i);
                    var late = createTask(() -> file.write(ByteBuffer.wrap(old), 0));
                    for (int turns = i % 4; turns > 0; turns--) {
                        yieldNow();
                    }
                    late.cancel();
                    gatherSettled(late);
                    file.write(bytes("new"), 199_000);
                    assertThat(text(file, 3, 199_000)).isEqualTo("3 new");
                }
            }
        });
    }

    @Test
    void afterCloseItIsClosed() {
        run(() -> {
            AsyncFile file = openNew("f");
            file.close();
            file.close();
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(file::force).isInstanceOf(ClosedChannelException.class);
            assertThat(file).hasToString("AsyncFile[" + folder.resolve("f") + ", closed]");
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeLetsOperationsEndAndThenFreesTheDescriptor() throws Exception {
        Path path = Files.writeString(folder.resolve("shared"), "abc");
        run(() -> {
            AsyncFile file = AsyncFiles.open(path);
            assertThat(Descriptors.of(folder.resolve("shared"))).isEqualTo(1);
            var reads = new java.util.ArrayList<asyncio4j.Task<String>>();
            for (int i = 0; i < 20; i++) {
                reads.add(createTask(() -> text(file, 3, 0)));
            }
            yieldNow();
            file.close();
            assertThat(gather(reads)).containsOnly("3 abc");
            Descriptors.until(() -> Descriptors.of(folder.resolve("shared")) == 0);
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeReturnsWhenTheDescriptorIsFree() {
        run(() -> {
            for (int i = 0; i < 50; i++) {
                AsyncFile file = openNew("quick");
                file.write(bytes("x"), 0);
                file.close();
                assertThat(Descriptors.of(folder.resolve("quick"))).isZero();
            }
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCancelledOpenLeavesNoDescriptor() throws Exception {
        Path path = Files.writeString(folder.resolve("cancelled-open"), "abc");
        run(() -> {
            for (int i = 0; i < 300; i++) {
                var opening = createTask(() -> AsyncFiles.open(path));
                for (int turns = i % 7; turns > 0; turns--) {
                    yieldNow();
                }
                opening.cancel();
                for (var outcome : gatherSettled(opening)) {
                    if (outcome instanceof asyncio4j.Outcome.Success<AsyncFile>(AsyncFile file)) {
                        file.close();
                    }
                }
            }
            Descriptors.until(() -> Descriptors.of(folder.resolve("cancelled-open")) == 0);
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anOpenThatEndsAfterItsCancellationIsClosed() throws Exception {
        Path pipe = Descriptors.fifo(folder.resolve("late-open"));
        run(() -> {
            var opening = createTask(() -> AsyncFiles.open(pipe));
            sleep(millis(20));
            opening.cancel();
            assertThatThrownBy(opening::await).isInstanceOf(CancelledError.class);
            AsyncFiles.open(pipe, StandardOpenOption.WRITE).close(); // now the other side is open
            Descriptors.until(() -> Descriptors.of(folder.resolve("late-open")) == 0);
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsLeftOpenIsClosedWhenRunEnds() {
        AsyncFile left = run(() -> {
            AsyncFile file = openNew("left-open");
            createTask(() -> {
                try (AsyncFile own = openNew("left-open-too")) {
                    own.size();
                    sleep(seconds(60));
                }
            });
            sleep(millis(20));
            return file;
        });
        assertThat(Descriptors.of(folder.resolve("left-open"))).isZero();
        assertThat(left.toString()).contains("closed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAGeneratorOpensAtTheVeryEndIsClosedToo() {
        run(() -> {
            openNew("first");
            AsyncGenerator<Integer> left = AsyncGenerator.of(y -> {
                try {
                    y.emit(1);
                } finally {
                    openNew("at-the-end");
                }
            });
            left.next();
        });
        run(() -> Descriptors.until(() -> Descriptors.of(folder) == 0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsLeftOpenIsClosedWithALoopThatWasNotRunToItsEnd() throws Exception {
        var loop = newEventLoop();
        loop.runUntilComplete(() -> {
            openNew("loop-closed");
        });
        assertThat(Descriptors.of(folder.resolve("loop-closed"))).isEqualTo(1);
        loop.close();
        run(() -> Descriptors.until(() -> Descriptors.of(folder.resolve("loop-closed")) == 0));
    }
}
