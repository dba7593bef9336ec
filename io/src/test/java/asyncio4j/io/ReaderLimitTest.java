package asyncio4j.io;

import static asyncio4j.io.ReaderTest.bytes;
import static asyncio4j.io.ReaderTest.reading;
import static asyncio4j.io.ReaderTest.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import asyncio4j.LimitOverrunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of a reader: lines that are too long, and a peer that sends faster than anybody reads. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReaderLimitTest {
    private static final String FOUND = "Separator is found, but chunk is longer than limit";
    private static final String NOT_FOUND = "Separator is not found, and chunk exceed the limit";

    @Test // streams-15
    void aLineThatIsTooLongIsDroppedAndTheNextOneCanBeRead() {
        reading(3, (link, in) -> {
            link.feed("line1\nabc\n");
            var e = catchThrowableOfType(LimitOverrunException.class, () -> in.readLine());
            assertThat(e).hasMessage(FOUND);
            assertThat(e.consumed()).isEqualTo(5);
            assertThat(in.readLine()).isEqualTo("abc");
        });
    }

    @Test // streams-15
    void aLineThatIsTooLongBeforeItsEndCameIsDroppedUpToThere() {
        reading(3, (link, in) -> {
            link.feedLater("li", "ne1");
            var e = catchThrowableOfType(LimitOverrunException.class, () -> in.readLine());
            assertThat(e).hasMessage(NOT_FOUND);
            assertThat(in.atEof()).isFalse();
            link.feedLater("still", " line1\nab", "c\n");
            assertThat(in.readLine()).isEqualTo("abc");
        });
    }

    @Test
    void aLineThatIsTooLongAndNeverEndsLeavesNothing() {
        reading(3, (link, in) -> {
            link.feedLater("line1").endLater();
            assertThat(catchThrowableOfType(LimitOverrunException.class, () -> in.readLine()))
                    .isNotNull();
            assertThat(in.readLine()).isNull();
        });
    }

    @Test
    void theLimitCountsTheBytesBeforeTheNewline() {
        reading(5, (link, in) -> {
            link.feedLater("12345", "\n", "123456");
            assertThat(in.readLine()).isEqualTo("12345");
            assertThat(catchThrowableOfType(LimitOverrunException.class, () -> in.readLine()))
                    .isNotNull();
        });
    }

    @Test // streams-16
    void whatIsTooLongForReadUntilCanStillBeRead() {
        reading(3, (link, in) -> {
            link.feed("some dataA");
            var without = catchThrowableOfType(LimitOverrunException.class, () -> in.readUntil(bytes("AAA")));
            assertThat(without).hasMessage(NOT_FOUND);
            assertThat(without.consumed()).isEqualTo(8);
            link.feed("AA");
            var with = catchThrowableOfType(LimitOverrunException.class, () -> in.readUntil(bytes("AAA")));
            assertThat(with).hasMessage(FOUND);
            assertThat(with.consumed()).isEqualTo(9);
            assertThat(text(in.readExactly(12))).isEqualTo("some dataAAA");
        });
    }

    @Test
    void aPeerThatNeverStopsIsPausedAtTwiceTheLimitAndResumedAtTheLimit() {
        reading(4, (link, in) -> {
            link.feed("12345678");
            assertThat(link.calls).isEmpty();
            link.feed("9");
            assertThat(link.calls).containsExactly("pause");
            in.readExactly(4);
            assertThat(link.calls).containsExactly("pause");
            in.readExactly(1);
            assertThat(link.calls).containsExactly("pause", "resume");
        });
    }

    @Test
    void aReadThatNeedsMoreThanTheLimitResumes() {
        reading(4, (link, in) -> {
            link.feed("123456789");
            link.feedLater("0");
            assertThat(text(in.readExactly(10))).isEqualTo("1234567890");
            assertThat(link.calls).startsWith("pause", "resume");
        });
    }
}
