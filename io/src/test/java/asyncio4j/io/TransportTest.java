package asyncio4j.io;

import static asyncio4j.Asyncio.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.kit.Outside;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a protocol is told and when, on a link that the test feeds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportTest extends FedProtocol {
    @Test
    void callbacksRunOutsideTasksInTheOrderOfEvents() {
        run(() -> {
            var t = open(StreamSettings.DEFAULTS.withHighWater(3).withLowWater(1));
            trail.add("open");
            link.feed("one");
            trail.add("fed");
            pass();
            t.write(bytes("12345"));
            trail.add("written");
            pass();
            link.sent(4);
            link.feed("two");
            link.end();
            pass();
            link.lose(null);
            pass();
        });
        trail.is("made", "open", "fed", "data one", "written", "pause", "data two", "eof", "resume", "lost", "gone");
    }

    @Test
    void anEndThatTheProtocolDoesNotAnswerClosesTheConnection() {
        run(() -> {
            var t = open();
            link.end();
            pass();
            assertThat(t.isClosing()).isTrue();
            assertThat(link.calls).containsExactly("close");
            link.lose(null);
        });
        trail.is("made", "eof", "lost", "gone");
    }

    @Test
    void anEndThatTheProtocolAnswersLeavesTheOutputOpen() {
        protocol.staysOpen();
        run(() -> {
            var t = open();
            link.end();
            pass();
            assertThat(t.isClosing()).isFalse();
            t.write(bytes("answer"));
            t.close();
            assertThat(link.calls).containsExactly("send answer", "close");
            link.lose(null);
        });
        trail.is("made", "eof", "lost", "gone");
    }

    @Test
    void aBufferIsConsumedAndMayBeUsedAgainAtOnce() {
        run(() -> {
            var t = open();
            var b = bytes("first");
            t.write(b);
            assertThat(b.hasRemaining()).isFalse();
            b.clear();
            t.write(b.put("again".getBytes(UTF_8)).flip());
            assertThat(link.calls).containsExactly("send first", "send again");
            assertThat(t.writeBufferSize()).isEqualTo(10);
            link.lose(null);
        });
    }

    @Test
    void aPausedProtocolIsToldNeitherBytesNorTheEndBeforeItResumes() {
        protocol.on("data", Transport::pauseReading);
        run(() -> {
            var t = open();
            link.feed("one");
            pass();
            assertThat(t.isReading()).isFalse();
            link.feed("two"); // was under way
            link.end();
            pass();
            trail.is("made", "data one");
            protocol.on("data", _ -> {});
            t.resumeReading();
            pass();
            trail.is("made", "data one", "data two", "eof");
            assertThat(link.calls).containsExactly("pause", "resume", "close");
            link.lose(null);
        });
    }

    @Test
    void readingMayBePausedFromTheVeryBeginning() {
        protocol.on("made", Transport::pauseReading);
        run(() -> {
            var t = open();
            link.feed("early");
            pass();
            trail.is("made");
            t.resumeReading();
            t.resumeReading();
            pass();
            trail.is("made", "data early");
            link.lose(null);
        });
    }

    @Test
    void aLossIsToldToAPausedProtocolToo() {
        run(() -> {
            var t = open();
            t.pauseReading();
            link.feed("never told");
            link.lose(new IOException("reset"));
            pass();
        });
        trail.is("made", "lost by reset", "gone");
    }

    @Test
    void bytesThatCameBeforeALossAreToldFirst() {
        run(() -> {
            open();
            link.feed("last words");
            link.lose(new IOException("reset"));
            pass();
        });
        trail.is("made", "data last words", "lost by reset", "gone");
    }

    @Test
    void whenCallbacksDoNotKeepUpTheLinkIsPaused() {
        run(() -> {
            open(StreamSettings.DEFAULTS.withLimit(8));
            link.feed("12345678");
            assertThat(link.calls).isEmpty();
            link.feed("9");
            link.feed("0");
            assertThat(link.calls).containsExactly("pause");
            pass();
            assertThat(link.calls).containsExactly("pause", "resume");
            link.lose(null);
        });
        trail.is("made", "data 1234567890", "lost", "gone");
    }

    // ---- writing ----

    @Test
    void aWriteInACallbackPausesBeforeItReturns() {
        protocol.on("data", t -> {
            t.write(bytes("12345"));
            trail.add("written");
            t.write(bytes("6"));
        });
        run(() -> {
            var t = open();
            t.setWriteBufferLimits(4, 2);
            link.feed("x");
            pass();
            trail.is("made", "data x", "pause", "written");
            link.sent(3);
            pass();
            trail.is("made", "data x", "pause", "written");
            link.sent(1);
            pass();
            trail.is("made", "data x", "pause", "written", "resume");
            link.lose(null);
        });
    }

    @Test
    void loweredLimitsPauseAndRaisedOnesResume() {
        run(() -> {
            var t = open();
            t.write(bytes("12345"));
            t.setWriteBufferLimits(4, 0);
            pass();
            trail.is("made", "pause");
            t.setWriteBufferLimits(10, 5);
            pass();
            trail.is("made", "pause", "resume");
            link.lose(null);
        });
    }

    @Test
    void limitsMustBeInOrder() {
        run(() -> {
            var t = open();
            for (int[] bad : new int[][] {{1, 2}, {1, -1}, {-1, -2}}) {
                assertThatThrownBy(() -> t.setWriteBufferLimits(bad[0], bad[1]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be >= low");
            }
            t.setWriteBufferLimits(0, 0);
            link.lose(null);
        });
    }

    @Test // tls-16, streams-2
    void aWriteAfterCloseIsDropped() {
        run(() -> {
            var t = open();
            t.close();
            var b = bytes("late");
            t.write(b);
            t.writeEof();
            t.close();
            assertThat(b.hasRemaining()).isFalse();
            assertThat(t.isReading()).isFalse();
            assertThat(link.calls).containsExactly("close");
            link.lose(null);
            pass();
            t.write(bytes("later"));
            t.abort();
            t.pauseReading();
            t.resumeReading();
            assertThat(link.calls).containsExactly("close");
        });
        trail.is("made", "lost", "gone");
    }

    @Test
    void nothingIsWrittenAfterTheEndOfTheOutput() {
        run(() -> {
            var t = open();
            assertThat(t.canWriteEof()).isTrue();
            t.write(bytes("x"));
            t.writeEof();
            t.writeEof();
            assertThatThrownBy(() -> t.write(bytes("y")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("writeEof");
            assertThat(link.calls).containsExactly("send x", "end");
            link.feed("reading goes on");
            pass();
            trail.is("made", "data reading goes on");
            link.lose(null);
        });
    }

    @Test
    void anotherThreadIsRefused() {
        run(() -> {
            var t = open();
            List<Runnable> calls = List.of(
                    () -> t.write(bytes("x")),
                    t::writeEof,
                    t::close,
                    t::abort,
                    t::pauseReading,
                    t::resumeReading,
                    () -> t.setWriteBufferLimits(1, 1));
            for (Runnable call : calls) {
                assertThatThrownBy(() -> Outside.call(() -> {
                            call.run();
                            return null;
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("callSoonThreadsafe");
            }
            assertThat(link.calls).isEmpty();
            link.lose(null);
        });
    }
}
