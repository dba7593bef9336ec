package asyncio4j.io;

import static asyncio4j.Asyncio.createTask;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import asyncio4j.CancelledError;
import asyncio4j.IncompleteReadException;
import asyncio4j.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reads return, on bytes that the test feeds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReaderTest {
    interface Body {
        void run(FedLink link, StreamReader in) throws Exception;
    }

    static void reading(Body body) {
        reading(65_536, body);
    }

    static void reading(int limit, Body body) {
        run(() -> {
            var link = new FedLink();
            body.run(link, FedLink.stream(link, limit).reader());
        });
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test // streams-8
    void readReturnsWhatIsThere() {
        reading((link, in) -> {
            link.feedLater("line1\n");
            assertThat(text(in.read(30))).isEqualTo("line1\n");
        });
    }

    @Test // streams-9
    void readLeavesTheRest() {
        reading((link, in) -> {
            link.feed("line1").feed("line2");
            assertThat(text(in.read(5))).isEqualTo("line1");
            assertThat(text(in.read(50))).isEqualTo("line2");
        });
    }

    @Test // streams-10
    void readOfMinusOneReturnsEverythingUpToTheEnd() {
        reading(4, (link, in) -> {
            link.feedLater("chunk1\n", "chunk2").endLater();
            assertThat(text(in.read(-1))).isEqualTo("chunk1\nchunk2");
            assertThat(in.read(-1)).isEmpty();
        });
    }

    @Test // streams-11
    void readOfNothingTakesNothingAndDoesNotWait() {
        reading((link, in) -> {
            assertThat(in.read(0)).isEmpty();
            link.feed("x");
            assertThat(in.read(0)).isEmpty();
            assertThat(text(in.read(1))).isEqualTo("x");
        });
    }

    @Test
    void readAtTheEndIsEmptyEachTime() {
        reading((link, in) -> {
            link.endLater();
            assertThat(in.read(9)).isEmpty();
            assertThat(in.read(9)).isEmpty();
            assertThat(in.read(ByteBuffer.allocate(9))).isEqualTo(-1);
        });
    }

    @Test
    void readIntoABufferFillsWhatHasRoom() {
        reading((link, in) -> {
            link.feedLater("abcdef");
            var into = ByteBuffer.allocate(4);
            assertThat(in.read(into)).isEqualTo(4);
            assertThat(in.read(into)).isZero();
            assertThat(text(into.array())).isEqualTo("abcd");
            assertThat(text(in.read(9))).isEqualTo("ef");
        });
    }

    @Test // streams-3
    void atEofIsTrueWhenTheEndCameAndAllIsRead() {
        reading((link, in) -> {
            assertThat(in.atEof()).isFalse();
            link.feed("data").end();
            assertThat(in.atEof()).isFalse();
            in.read(4);
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // streams-12
    void readExactlyWaitsForAllAndLeavesTheRest() {
        reading(3, (link, in) -> {
            link.feedLater("line1\n", "line1\n", "line1\n");
            assertThat(text(in.readExactly(12))).isEqualTo("line1\nline1\n");
            assertThat(text(in.read(12))).isEqualTo("line1\n");
        });
    }

    @Test // streams-13
    void readExactlyAtTheEndKeepsWhatItHad() {
        reading((link, in) -> {
            link.feedLater("123456789012345678").endLater();
            var e = catchThrowableOfType(IncompleteReadException.class, () -> in.readExactly(36));
            assertThat(e).hasMessage("18 bytes read on a total of 36 expected bytes");
            assertThat(text(e.partial())).isEqualTo("123456789012345678");
            assertThat(e.expected()).isEqualTo(36);
            assertThat(in.atEof()).isTrue();
        });
    }

    @Test // streams-17, streams-36
    void readUntilReturnsUpToTheSeparator() {
        reading((link, in) -> {
            link.feedLater("line", "A", "AAlineAA", "Axxx");
            assertThat(text(in.readUntil(bytes("AAA")))).isEqualTo("lineAAA");
            assertThat(text(in.readUntil(bytes("AAA")))).isEqualTo("lineAAA");
            assertThat(text(in.read(9))).isEqualTo("xxx");
        });
    }

    @Test
    void readUntilAtTheEndKeepsWhatItHad() {
        reading((link, in) -> {
            link.feedLater("some dataAA").endLater();
            var e = catchThrowableOfType(IncompleteReadException.class, () -> in.readUntil(bytes("AAA")));
            assertThat(text(e.partial())).isEqualTo("some dataAA");
            assertThat(e.expected()).isEqualTo(-1);
            assertThat(e).hasMessage("11 bytes read on a total of undefined expected bytes");
        });
    }

    @Test // streams-28
    void readUntilNeedsASeparator() {
        reading((link, in) -> assertThatThrownBy(() -> in.readUntil(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Separator should be at least one-byte string"));
    }

    @Test // streams-14
    void theLastLineNeedsNoNewline() {
        reading((link, in) -> {
            link.feedLater("some ", "data").endLater();
            assertThat(in.readLine()).isEqualTo("some data");
            assertThat(in.readLine()).isNull();
        });
    }

    @Test // streams-26
    void readGoesOnAfterALine() {
        reading((link, in) -> {
            link.feed("line1\nline2\nline3\n");
            assertThat(in.readLine()).isEqualTo("line1");
            assertThat(text(in.read(7))).isEqualTo("line2\nl");
            assertThat(in.readLine()).isEqualTo("ine3");
        });
    }

    @Test // streams-21
    void linesEndWithTheStream() {
        reading((link, in) -> {
            link.feed("line1\r\nline2\n\nline3").end();
            var lines = new ArrayList<String>();
            in.lines().forEach(lines::add);
            assertThat(lines).containsExactly("line1", "line2", "", "line3");
        });
    }

    @Test
    void linesThrowTheFailureUnchecked() {
        reading((link, in) -> {
            var reset = new SocketException("Connection reset");
            link.feed("line1\n").lose(reset);
            var lines = in.lines().iterator();
            assertThat(lines.next()).isEqualTo("line1");
            assertThatThrownBy(lines::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCause(reset);
        });
    }

    @Test
    void bytesThatAreNoTextBecomeReplacementCharacters() {
        run(() -> {
            var link = new FedLink();
            var in = FedLink.stream(link, 100).reader();
            link.feedBytes(new byte[] {'a', (byte) 0xff, '\n', (byte) 0xe9, '\n'});
            assertThat(in.readLine()).isEqualTo("a\ufffd");
            assertThat(in.readLine(ISO_8859_1)).isEqualTo("é");
        });
    }

    @Test // streams-1
    void closingTheWriterEndsAReadThatWaits() {
        run(() -> {
            var link = new FedLink();
            var stream = FedLink.stream(link, 100);
            Task<byte[]> read = createTask(() -> stream.reader().read(10));
            yieldNow();
            stream.writer().close();
            assertThat(read.await()).isEmpty();
        });
    }

    @Test // streams-5, streams-24, streams-25
    void aFailureComesAfterTheBytesBeforeIt() {
        reading((link, in) -> {
            var reset = new SocketException("Connection reset");
            link.feed("line1\npart").lose(reset);
            assertThat(in.readLine()).isEqualTo("line1");
            assertThatThrownBy(in::readLine).isSameAs(reset);
            assertThatThrownBy(() -> in.readExactly(9)).isSameAs(reset);
            assertThat(text(in.read(9))).isEqualTo("part");
            assertThatThrownBy(() -> in.read(9)).isSameAs(reset);
            assertThatThrownBy(() -> in.read(-1)).isSameAs(reset);
        });
    }

    @Test
    void aFailureReachesTheTaskThatWaits() {
        reading((link, in) -> {
            Task<String> line = createTask(() -> in.readLine());
            yieldNow();
            var reset = new SocketException("Connection reset");
            link.lose(reset);
            assertThatThrownBy(line::await).isSameAs(reset);
        });
    }

    @Test
    void aCancelledReadTakesNoBytes() {
        reading((link, in) -> {
            Task<byte[]> four = createTask(() -> in.readExactly(4));
            yieldNow();
            link.feed("ab"); // wakes it
            four.cancel();
            assertThatThrownBy(four::await).isInstanceOf(CancelledError.class);
            Task<byte[]> all = createTask(() -> in.read(-1));
            yieldNow();
            link.feed("cd");
            yieldNow();
            all.cancel();
            assertThatThrownBy(all::await).isInstanceOf(CancelledError.class);
            Task<byte[]> one = createTask(() -> in.readExactly(5));
            yieldNow();
            link.feed("e");
            one.cancel(); // the bytes are there, and the cancel too
            assertThatThrownBy(one::await).isInstanceOf(CancelledError.class);
            assertThat(text(in.read(9))).isEqualTo("abcde");
        });
    }

    @Test
    void aSecondReaderThatWouldWaitIsRefused() {
        reading((link, in) -> {
            Task<String> first = createTask(() -> in.readLine());
            yieldNow();
            assertThatThrownBy(() -> in.read(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("read() called while another coroutine is already waiting for incoming data");
            link.feed("line\n");
            assertThat(first.await()).isEqualTo("line");
        });
    }

    @Test
    void negativeSizesAreRefused() {
        reading((link, in) -> {
            assertThatThrownBy(() -> in.readExactly(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> in.read(-2)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void theFailureOfAClosedConnectionIsNone() {
        run(() -> {
            var link = new FedLink();
            var stream = FedLink.stream(link, 100);
            link.feed("rest");
            stream.writer().close();
            link.lose(new IOException("reset while closing"));
            stream.writer().waitClosed();
            assertThat(text(stream.reader().read(9))).isEqualTo("rest");
            assertThat(stream.reader().read(9)).isEmpty();
        });
    }
}
