package asyncio4j.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Ctrl-C, sent to a JVM of its own. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunSigintTest {
    private static final int KILLED_BY_SIGINT = 130;

    @Test
    void theFirstCancelsMainAndKeyboardInterruptExceptionLeavesRun() throws Exception {
        try (var child = new ChildJvm(SigintProgram.class, "unhandled")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.rest())
                    .containsExactly("main cleaned up", "left-over cleaned up", "KeyboardInterruptException");
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void aMainThatHandlesItReturnsNormally() throws Exception {
        try (var child = new ChildJvm(SigintProgram.class, "handled")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.rest()).containsExactly("returned 5");
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void theSecondKillsTheProcess() throws Exception {
        try (var child = new ChildJvm(SigintProgram.class, "stubborn")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.line()).isEqualTo("ready again");
            child.signal("INT");
            assertThat(child.rest()).isEmpty();
            assertThat(child.exitCode()).isEqualTo(KILLED_BY_SIGINT);
        }
    }

    @Test // runner-7
    void aMainThatWasCancelledAsWellEndsWithAPlainCancellation() throws Exception {
        try (var child = new ChildJvm(SigintProgram.class, "cancelled too")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.rest()).containsExactly("CancelledError");
            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void afterRunItKillsTheProcessAsBefore() throws Exception {
        try (var child = new ChildJvm(SigintProgram.class, "after")) {
            assertThat(child.line()).isEqualTo("ready");
            child.signal("INT");
            assertThat(child.rest()).isEmpty();
            assertThat(child.exitCode()).isEqualTo(KILLED_BY_SIGINT);
        }
    }
}
