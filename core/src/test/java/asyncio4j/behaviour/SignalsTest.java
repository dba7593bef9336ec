package asyncio4j.behaviour;

import static asyncio4j.Asyncio.newEventLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.EventLoop;
import asyncio4j.kit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signal handlers; real signals are sent to other JVMs only. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
    private static final int HUP = 128 + 1;
    private static final int TERM = 128 + 15;

    @ParameterizedTest // signals-1, signals-7
    @ValueSource(strings = {"NOSUCH", "", "SIGSIG", "-1", "99999"})
    void unknownSignalIsRefused(String name) {
        try (var loop = newEventLoop()) {
            assertThatThrownBy(() -> loop.addSignalHandler(name, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest // signals-1
    @ValueSource(strings = {"KILL", "STOP"})
    void signalThatCannotBeCaughtIsRefused(String name) {
        try (var loop = newEventLoop()) {
            assertThatThrownBy(() -> loop.addSignalHandler(name, () -> {})).isInstanceOf(IllegalStateException.class);
            assertThat(loop.removeSignalHandler(name)).isFalse();
        }
    }

    @Test // signals-1
    void removingAHandlerThatIsNotThereSaysSo() {
        try (EventLoop loop = newEventLoop()) {
            assertThat(loop.removeSignalHandler("HUP")).isFalse();
            loop.addSignalHandler("HUP", () -> {});
            assertThat(loop.removeSignalHandler("HUP")).isTrue();
            assertThat(loop.removeSignalHandler("HUP")).isFalse();
        }
    }

    @Test // signals-1, signals-4
    void handlerRunsOnTheLoopOncePerSignalUntilItIsRemoved() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "each")) {
            program.expect("ready");
            program.kill("HUP");
            program.expect("hup true null");
            program.kill("HUP");
            program.expect("hup true null");
            program.kill("TERM");
            program.expect("removed true false");
            program.kill("HUP");
            assertThat(program.exit()).isEqualTo(HUP);
            assertThat(program.seen()).containsOnlyOnce("removed true false");
            assertThat(program.seen().stream().filter("hup true null"::equals)).hasSize(2);
        }
    }

    @Test // signals-2
    void secondHandlerOfASignalReplacesTheFirst() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "replaced")) {
            program.expect("ready");
            program.kill("HUP");
            program.expect("second handler");
            program.kill("TERM");
            assertThat(program.exit()).isEqualTo(TERM);
            assertThat(program.seen()).doesNotContain("first handler");
        }
    }

    @ParameterizedTest // signals-3
    @ValueSource(ints = {1, 2, 15})
    void closingTheLoopRestoresWhatSignalsDidBefore(int number) throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "closed")) {
            program.expect("ready");
            program.kill(String.valueOf(number));
            assertThat(program.exit()).isEqualTo(128 + number);
            assertThat(program.seen()).doesNotContain("handled");
        }
    }

    @Test // signals-4
    void removingAHandlerRestoresWhatTheSignalDidBefore() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "removed")) {
            program.expect("removed true");
            program.expect("ready");
            program.kill("TERM");
            assertThat(program.exit()).isEqualTo(TERM);
            assertThat(program.seen()).doesNotContain("handled");
        }
    }

    @Test // signals-8
    void removingTheHandlerOfIntGivesItBackToRunAndLeavesOthersInPlace() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "interrupt")) {
            program.expect("ready");
            program.kill("INT");
            program.expect("int removed");
            program.kill("HUP");
            program.expect("hup");
            program.kill("INT");
            program.expect("keyboard interrupt");
            assertThat(program.exit()).isZero();
            assertThat(program.seen()).containsOnlyOnce("int");
        }
    }

    @Test
    void handlerRunsInTheContextCurrentWhenItWasAdded() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "context")) {
            program.expect("ready");
            program.kill("HUP");
            program.expect("user alice");
            assertThat(program.exit()).isZero();
        }
    }

    @Test
    void signalWakesALoopThatIsIdleWithoutATask() throws Exception {
        try (var program = ChildJvm.start(SignalPrograms.class, "forever")) {
            program.expect("ready");
            program.kill("TERM");
            program.expect("stopped");
            assertThat(program.exit()).isZero();
        }
    }
}
