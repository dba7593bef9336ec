package asyncio4j.behaviour;

import static asyncio4j.Asyncio.gatherSettled;
import static asyncio4j.Asyncio.seconds;
import static asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import asyncio4j.CancelledError;
import asyncio4j.Outcome;
import asyncio4j.kit.Loops;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How something ended, as a value. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutcomeTest {
    @Test
    void aSuccessYieldsItsValueNullIncluded() {
        assertThat(new Outcome.Success<>("value").get()).isEqualTo("value");
        assertThat(new Outcome.Success<String>(null).get()).isNull();
    }

    @Test
    void aFailureThrowsTheVeryInstanceCheckedOnesToo() {
        for (Throwable t : new Throwable[] {
            new IOException("checked"), new IllegalStateException("unchecked"), new CancelledError("cancelled")
        }) {
            var failure = new Outcome.Failure<String>(t);
            assertThat(catchThrowable(failure::get)).isSameAs(t);
            assertThat(failure.exception()).isSameAs(t);
        }
    }

    @Test
    void aSwitchOverItNeedsNoDefault() {
        assertThat(textOf(new Outcome.Success<>("v"))).isEqualTo("success v");
        assertThat(textOf(new Outcome.Failure<>(new IOException("x")))).isEqualTo("failure x");
    }

    @Test
    void gatherSettledTellsHowEachEnded() {
        var failure = new IOException("x");
        Loops.virtual(() -> {
            List<Outcome<String>> outcomes = gatherSettled(() -> sleep(seconds(1), "slow"), () -> {
                throw failure;
            });
            assertThat(outcomes).containsExactly(new Outcome.Success<>("slow"), new Outcome.Failure<>(failure));
        });
    }

    private static String textOf(Outcome<String> outcome) {
        return switch (outcome) {
            case Outcome.Success<String>(String value) -> "success " + value;
            case Outcome.Failure<String>(Throwable exception) -> "failure " + exception.getMessage();
        };
    }
}
