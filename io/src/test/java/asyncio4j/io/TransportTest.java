package asyncio4j.io;

import static asyncio4j.Asyncio.getRunningLoop;
import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.Context;
import asyncio4j.ContextVar;
import asyncio4j.ErrorContext;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.kit.Loops;
import asyncio4j.kit.Outside;
import asyncio4j.kit.Trail;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a protocol is told and when, on a link that the test feeds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportTest {
    private final FedLink link = new FedLink();
    private final Trail trail = new Trail();
    private final Recorder protocol = new Recorder(trail);
    private final List<ErrorContext> reports = new ArrayList<>();

    private Transport open() {
        return open(StreamSettings.DEFAULTS);
    }

    private Transport open(StreamSettings settings) {
        var loop = getRunningLoop();
        loop.setExceptionHandler((_, c) -> reports.add(c));
        var transport = new TransportImpl(
                loop, link, settings, () -> protocol, Context.copy(), LoopEnd.here(), _ -> trail.add("gone"));
        transport.open(null);
        try {
            transport.awaitMade();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return transport;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static void pass() {
        yieldNow();
        yieldNow();
    }

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

    // ---- the end ----

    @Test
    void closeReceivesNoMoreAndSendsTheRest() {
        run(() -> {
            var t = open();
            t.write(bytes("the rest"));
            link.feed("not told");
            t.close();
            pass();
            assertThat(link.calls).containsExactly("send the rest", "close");
            link.sent(8);
            link.lose(null);
            link.lose(new IOException("twice"));
            pass();
        });
        trail.is("made", "lost", "gone");
    }

    @Test
    void aLossThatCostsWhatWasWrittenBeforeCloseIsTold() {
        run(() -> {
            var t = open();
            t.write(bytes("lost"));
            t.close();
            link.lose(new IOException("Broken pipe"));
            pass();
        });
        trail.is("made", "lost by Broken pipe", "gone");
    }

    @Test
    void aLossAfterEverythingWasSentIsNone() {
        run(() -> {
            var t = open();
            t.close();
            link.lose(new IOException("Connection reset"));
            pass();
        });
        trail.is("made", "lost", "gone");
    }

    @Test
    void abortLosesWhatIsUnsentAndIsNoFailure() {
        run(() -> {
            var t = open();
            t.write(bytes("12345"));
            t.abort();
            assertThat(t.writeBufferSize()).isZero();
            assertThat(t.isClosing()).isTrue();
            link.lose(new IOException("whatever"));
            pass();
        });
        trail.is("made", "lost", "gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"made", "data", "eof", "pause", "resume"})
    void aCallbackThatThrowsIsReportedAndTheConnectionAborted(String callback) {
        var failure = new IllegalArgumentException("of " + callback);
        protocol.on(callback, _ -> {
            throw failure;
        });
        run(() -> {
            var t = open();
            t.setWriteBufferLimits(1, 1);
            link.feed("x");
            pass();
            t.write(bytes("12"));
            pass();
            link.sent(1);
            pass();
            link.end();
            pass();
            assertThat(t.isClosing()).isTrue();
            assertThat(link.calls).endsWith("abort");
            link.lose(null);
            pass();
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception()).isSameAs(failure);
        assertThat(reports.getFirst().message()).startsWith("Fatal error: protocol.");
        assertThat(protocol.lostWith).isSameAs(failure);
        assertThat(trail.events()).contains(callback.equals("data") ? "data x" : callback);
        assertThat(trail.events()).endsWith("lost by of " + callback, "gone");
    }

    @Test
    void aFailureOfTheLastCallbackIsReported() {
        var failure = new AssertionError("at the end");
        protocol.on("lost", _ -> {
            throw failure;
        });
        run(() -> {
            open();
            link.lose(null);
            pass();
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception()).isSameAs(failure);
        trail.is("made", "lost", "gone");
    }

    @Test
    void callbacksShareAContextOfTheirOwn() {
        ContextVar<String> who = ContextVar.of("who", "nobody");
        protocol.on("made", _ -> {
            trail.add(who.get());
            who.set("the protocol");
        });
        protocol.on("data", _ -> trail.add(who.get()));
        run(() -> {
            who.set("the caller");
            open();
            link.feed("x");
            pass();
            trail.add(who.get());
            link.lose(null);
        });
        trail.is("made", "the caller", "data x", "the protocol", "the caller", "lost", "gone");
    }

    // ---- timeouts ----

    @Test
    void anIdleConnectionIsGivenUp() {
        Loops.virtual(() -> {
            open(StreamSettings.DEFAULTS.withIdleTimeout(Duration.ofSeconds(10)));
            sleep(Duration.ofSeconds(9));
            link.feed("x");
            sleep(Duration.ofSeconds(9));
            assertThat(link.calls).isEmpty();
            sleep(Duration.ofSeconds(2));
            assertThat(link.calls).containsExactly("abort");
            link.lose(null);
            pass();
        });
        assertThat(protocol.lostWith).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("idleTimeout");
    }

    @Test
    void aCloseThatTakesTooLongIsAnAbort() {
        Loops.virtual(() -> {
            var t = open(StreamSettings.DEFAULTS.withCloseTimeout(Duration.ofSeconds(5)));
            t.write(bytes("stuck"));
            t.close();
            sleep(Duration.ofSeconds(4));
            assertThat(link.calls).containsExactly("send stuck", "close");
            sleep(Duration.ofSeconds(2));
            assertThat(link.calls).containsExactly("send stuck", "close", "abort");
            link.lose(null);
        });
        trail.is("made", "lost", "gone");
    }

    @Test
    void whatIsOpenAtTheEndOfRunIsClosedAndTold() {
        Loops.virtual(() -> {
            open().write(bytes("stuck"));
        });
        assertThat(link.calls).containsExactly("send stuck", "close", "abort");
        trail.is("made", "lost", "gone");
    }
}
