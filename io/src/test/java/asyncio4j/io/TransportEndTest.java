package asyncio4j.io;

import static asyncio4j.Asyncio.run;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.ContextVar;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How transports end, and what their protocols are told then, on a link that the test feeds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransportEndTest extends FedProtocol {
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
