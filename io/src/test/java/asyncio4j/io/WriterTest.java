package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.AsyncFuture;
import asyncio4j.CancelledError;
import asyncio4j.Task;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What writes do, on a link that the test empties. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterTest {
    private final FedLink link = new FedLink();

    private ByteStream stream() {
        return FedLink.stream(link, StreamSettings.DEFAULTS.withHighWater(10).withLowWater(4));
    }

    @Test
    void writeTakesAllAtOnceAndWaitsForTheLowMark() {
        run(() -> {
            var out = stream().writer();
            out.write("0123456789"); // at the mark: does not wait
            Task<Void> write = createTask(() -> out.write("x"));
            yieldNow();
            assertThat(link.calls).containsExactly("send 0123456789", "send x");
            link.sent(6);
            yieldNow();
            yieldNow();
            assertThat(write.isDone()).isFalse();
            link.sent(1);
            write.await();
        });
    }

    @Test
    void aWriteThatIsCancelledWhileItWaitsHasBeenTaken() {
        run(() -> {
            var out = stream().writer();
            Task<Void> write = createTask(() -> out.write("0123456789x"));
            yieldNow();
            write.cancel();
            assertThatThrownBy(write::await).isInstanceOf(CancelledError.class);
            assertThat(link.calls).containsExactly("send 0123456789x");
            link.sent(11);
            out.write("next");
            assertThat(link.calls).endsWith("send next");
        });
    }

    @Test
    void tryWriteTakesNothingAboveTheMark() {
        run(() -> {
            var out = stream().writer();
            assertThat(out.tryWrite(new byte[11])).isTrue();
            assertThat(out.tryWrite(new byte[1])).isFalse();
            assertThat(link.unsent()).isEqualTo(11);
            link.sent(1);
            assertThat(out.tryWrite(new byte[1])).isTrue();
        });
    }

    @Test
    void tryWriteWorksInACallbackAndWriteSaysThatItNeedsATask() {
        run(() -> {
            var out = stream().writer();
            AsyncFuture<Throwable> refusal = getRunningLoop().createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    assertThat(out.tryWrite(new byte[1])).isTrue();
                    out.write("x");
                } catch (IOException | IllegalStateException e) {
                    refusal.setResult(e);
                }
            });
            assertThat(refusal.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("task");
        });
    }

    @Test
    void anotherThreadIsRefused() {
        run(() -> {
            var stream = stream();
            assertThatThrownBy(() -> Outside.call(() -> stream.writer().tryWrite(new byte[1])))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe");
            assertThatThrownBy(() -> Outside.call(() -> stream.reader().read(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("callSoonThreadsafe");
        });
    }

    @Test
    void drainWaitsForWhatWasWrittenBeforeIt() {
        run(() -> {
            var out = stream().writer();
            out.drain();
            out.write("abc");
            Task<Void> drain = createTask(() -> out.drain());
            yieldNow();
            out.write("d");
            link.sent(2);
            yieldNow();
            yieldNow();
            assertThat(drain.isDone()).isFalse();
            link.sent(1); // "d" is still there
            drain.await();
        });
    }

    @Test // streams-2
    void nothingIsWrittenAfterClose() {
        run(() -> {
            var out = stream().writer();
            out.close();
            assertThat(out.isClosing()).isTrue();
            assertThatThrownBy(() -> out.write("x")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> out.tryWrite(new byte[1])).isInstanceOf(IOException.class);
            assertThatThrownBy(out::writeEof).isInstanceOf(IOException.class);
            out.close();
            assertThat(link.calls).containsExactly("close");
        });
    }

    @Test
    void nothingIsWrittenAfterTheEnd() {
        run(() -> {
            var out = stream().writer();
            out.write("x");
            out.writeEof();
            assertThatThrownBy(() -> out.write("y")).isInstanceOf(IllegalStateException.class);
            assertThat(link.calls).containsExactly("send x", "end");
        });
    }

    @Test
    void aLossWakesEverybodyWhoWaits() {
        run(() -> {
            var out = stream().writer();
            Task<Void> write = createTask(() -> out.write("0123456789x"));
            Task<Void> drain = createTask(() -> out.drain());
            Task<Void> closed = createTask(() -> out.waitClosed());
            yieldNow();
            var reset = new SocketException("Connection reset");
            link.lose(reset);
            assertThatThrownBy(write::await).isSameAs(reset);
            assertThatThrownBy(drain::await).isSameAs(reset);
            closed.await();
            assertThatThrownBy(() -> out.write("x")).isSameAs(reset);
        });
    }

    @Test
    void aCloseThatTakesTooLongBecomesAnAbort() {
        Loops.virtual(() -> {
            var link = new FedLink();
            var stream = FedLink.stream(link, StreamSettings.DEFAULTS.withCloseTimeout(Duration.ofSeconds(3)));
            double begin = getRunningLoop().time();
            Task<Void> close = createTask(() -> stream.close());
            sleep(Duration.ofMillis(2999));
            assertThat(link.calls).containsExactly("close");
            sleep(Duration.ofMillis(2));
            assertThat(link.calls).containsExactly("close", "abort");
            link.lose(null);
            close.await();
            assertThat(getRunningLoop().time() - begin).isLessThan(3.1);
        });
    }

    @Test
    void aConnectionWithoutBytesIsGivenUpAfterTheIdleTimeout() {
        Loops.virtual(() -> {
            var link = new FedLink();
            var stream = FedLink.stream(link, StreamSettings.DEFAULTS.withIdleTimeout(Duration.ofSeconds(5)));
            double begin = getRunningLoop().time();
            getRunningLoop().callLater(Duration.ofSeconds(4), () -> link.feed("x"));
            assertThat(stream.reader().read(1)).hasSize(1);
            assertThatThrownBy(() -> stream.reader().read(1))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("idleTimeout");
            assertThat(getRunningLoop().time() - begin).isBetween(8.99, 9.01);
            assertThat(link.calls).containsExactly("abort");
        });
    }

    @Test
    void aFileIsSentAndWritesWaitBehindIt(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "the file");
        run(() -> {
            var out = stream().writer();
            Task<Long> send = createTask(() -> out.sendFile(file));
            yieldNow();
            assertThat(out.tryWrite(new byte[1])).isFalse();
            out.write("x");
            assertThat(send.await()).isEqualTo(8);
            assertThat(link.calls).containsExactly("send the file", "send x");
            link.sent(9);
            assertThat(out.sendFile(file, 4, 2)).isEqualTo(2);
            assertThat(out.sendFile(file, 4, 100)).isEqualTo(4);
            assertThat(out.sendFile(file, 100, 100)).isZero();
            assertThat(link.calls).endsWith("send fi", "send file");
        });
    }

    @Test
    void aFileThatIsMissingLeavesTheConnectionUsable(@TempDir Path folder) {
        run(() -> {
            var out = stream().writer();
            assertThatThrownBy(() -> out.sendFile(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
            out.write("x");
            assertThat(link.calls).containsExactly("send x");
        });
    }

    @Test
    void aFileThatIsCutShortClosesTheConnection(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "more than the mark");
        run(() -> {
            var stream = stream();
            Task<Long> send = createTask(() -> stream.writer().sendFile(file));
            while (link.unsent() == 0) {
                yieldNow();
            }
            yieldNow();
            send.cancel();
            assertThatThrownBy(send::await).isInstanceOf(CancelledError.class);
            assertThat(link.calls).endsWith("abort");
            assertThat(stream.writer().isClosing()).isTrue();
        });
    }
}
