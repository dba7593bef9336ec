package asyncio4j.inspect.internal;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.currentTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.toThread;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.EventLoop;
import asyncio4j.Task;
import asyncio4j.inspect.Observed;
import asyncio4j.spi.Introspection;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket: who may open it, what it answers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTest {
    @TempDir
    Path parent;

    private SocketFolder folder;

    @BeforeEach
    void nameTheFolder() {
        folder = new SocketFolder(parent.resolve("f"));
    }

    @Test
    void nobodyElseMayEnter() throws Exception {
        Server.open(folder);

        assertThat(permissions(folder.path())).isEqualTo("rwx------");
        assertThat(permissions(own())).isEqualTo("rw-------");
    }

    @Test
    void folderThatOthersMayEnterIsNotUsed() throws Exception {
        Files.createDirectory(
                folder.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));

        assertThatThrownBy(() -> Server.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("remove it");
        assertThat(own()).doesNotExist();
    }

    @Test
    void linkToAFolderIsNotUsed() throws Exception {
        Files.createSymbolicLink(folder.path(), parent);

        assertThatThrownBy(() -> Server.open(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void socketsOfDeadProcessesAreRemovedAndOthersAreLeft() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        long living = ProcessHandle.current().parent().orElseThrow().pid();
        Files.createDirectory(
                folder.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(folder.socket(dead.pid()));
        Files.createFile(folder.socket(living));
        Files.createFile(folder.path().resolve("notes.sock"));

        Server.open(folder);

        assertThat(folder.path().toFile().list())
                .containsExactlyInAnyOrder(
                        living + ".sock", "notes.sock", ProcessHandle.current().pid() + ".sock");
    }

    @Test
    void answersWhileTheLoopIsBusy() throws Exception {
        Server.open(folder);
        String answer = run(() -> {
            createTask("kept waiting", () -> {});
            var asked = CompletableFuture.supplyAsync(() -> ask("1\tps\t10"));
            while (!asked.isDone()) {
                Thread.onSpinWait();
            }
            return asked.join();
        });
        assertThat(answer).startsWith("ok ").contains("kept waiting", "new");
    }

    @Test
    void cancelsByNumberAndByName() throws Exception {
        Server.open(folder);
        run(() -> {
            Task<?> sleeper = createTask("sleeper", () -> sleep(seconds(1000)));
            yieldNow();
            assertThat(toThread(() -> ask("1\tcancel\tsleeper")))
                    .startsWith("ok ")
                    .contains("was asked to stop");
            assertThatThrownBy(sleeper::await).hasMessage("asyncio4j cancel");
        });
    }

    @Test
    void nameThatSeveralTasksHaveIsRefusedWithTheirNumbers() throws Exception {
        Server.open(folder);
        var answers = new AtomicReference<String>();
        run(() -> {
            for (int i = 0; i < 3; i++) {
                createTask("twin", () -> sleep(seconds(1000)));
            }
            yieldNow();
            answers.set(ask("1\twhy\ttwin"));
        });
        assertThat(answers.get()).startsWith("error ").contains("3 tasks are called 'twin': name one by its number (");
    }

    @Test
    void whatItDoesNotKnowIsRefused() throws Exception {
        Server.open(folder);

        assertThat(ask("2\tps\t1")).startsWith("error ").contains("version 1", "version 2");
        assertThat(ask("1\tdance")).startsWith("error ").contains("'dance'");
        assertThat(ask("1\twhy\tnobody")).startsWith("error ").contains("there is no task 'nobody'");
        assertThat(ask("1\tps\tmany")).startsWith("error ").contains("'many' is not a number");
        assertThat(ask("1\tps")).startsWith("error ").contains("one argument");
        assertThat(ask("")).startsWith("error ");
        assertThat(ask("x".repeat(20_000))).startsWith("error ");
    }

    @Test
    void clientThatSaysNothingHoldsUpNobody() throws Exception {
        Server.open(folder);
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(own()))) {
            assertThat(ask("1\tps\t1")).startsWith("ok ");
        }
    }

    @Test
    void watcherMayAskAgainAndIsMissedByNobodyWhenItIsGone() throws Exception {
        Server.open(folder);
        run(() -> {
            EventLoop loop = Introspection.loopOf(currentTask());
            toThread(() -> {
                try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(own()))) {
                    var in = new DataInputStream(Channels.newInputStream(channel));
                    assertThat(ask(channel, in, "1\ttop\t5\tbusy\t")).contains("\"format\":1");
                    assertThat(ask(channel, in, "1\ttop\t5\tupside down\t")).contains("is no order");
                    assertThat(ask(channel, in, "1\ttop\t5\tname\t")).contains("\"tasks\":[{");
                    assertThat(ask(channel, in, "1\ttrace\t100")).isEmpty();
                    assertThat(ask(channel, in, "1\ttrace\t100")).contains("already");
                    assertThat(ask(channel, in, "1\ttrace-end")).contains("\"traceEvents\":[");
                    assertThat(Observed.is(loop)).isTrue();
                }
                while (Observed.is(loop)) { // until the other end has noticed
                    Thread.onSpinWait();
                }
            });
        });
        assertThat(ask("1\ttrace-end")).startsWith("error ").contains("no trace");
        assertThat(ask("1\ttop\t5")).startsWith("error ");
    }

    @Test
    void taskIsDescribedWithItsStack() throws Exception {
        Server.open(folder);
        var answer = new AtomicReference<String>();
        run(() -> {
            createTask("sleeper", () -> sleep(seconds(1000)));
            yieldNow();
            answer.set(toThread(() -> ask("1\ttask\tsleeper")));
        });
        assertThat(answer.get()).contains("\"sleeper\" sleeps until", "    at ", "ServerTest");
    }

    /** Asks on a connection that stays open. */
    private static String ask(SocketChannel channel, DataInputStream in, String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        var head = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            head.append((char) c);
        }
        var body = new byte[Integer.parseInt(head.toString().split(" ")[1])];
        in.readFully(body);
        return new String(body, StandardCharsets.UTF_8);
    }

    private Path own() {
        return folder.socket(ProcessHandle.current().pid());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private String ask(String line) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(own()))) {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
