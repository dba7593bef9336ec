package asyncio4j.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.kit.ChildJvm;
import java.util.List;
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
        try (var child = ChildJvm.start(SigintProgram.class, "unhandled")) {
            child.expect("ready");
            child.kill("INT");
            assertThat(child.exit()).isZero();
            assertThat(afterReady(child))
                    .containsExactly("main cleaned up", "left-over cleaned up", "KeyboardInterruptException");
        }
    }

    @Test
    void aMainThatHandlesItReturnsNormally() throws Exception {
        try (var child = ChildJvm.start(SigintProgram.class, "handled")) {
            child.expect("ready");
            child.kill("INT");
            assertThat(child.exit()).isZero();
            assertThat(afterReady(child)).containsExactly("returned 5");
        }
    }

    @Test
    void theSecondKillsTheProcess() throws Exception {
        try (var child = ChildJvm.start(SigintProgram.class, "stubborn")) {
            child.expect("ready");
            child.kill("INT");
            child.expect("ready again");
            child.kill("INT");
            assertThat(child.exit()).isEqualTo(KILLED_BY_SIGINT);
            assertThat(afterReady(child)).containsExactly("ready again");
        }
    }

    @Test // runner-7
    void aMainThatWasCancelledAsWellEndsWithAPlainCancellation() throws Exception {
        try (var child = ChildJvm.start(SigintProgram.class, "cancelled too")) {
            child.expect("ready");
            child.kill("INT");
            assertThat(child.exit()).isZero();
            assertThat(afterReady(child)).containsExactly("CancelledError");
        }
    }

    @Test
    void afterRunItKillsTheProcessAsBefore() throws Exception {
        try (var child = ChildJvm.start(SigintProgram.class, "after")) {
            child.expect("ready");
            child.kill("INT");
            assertThat(child.exit()).isEqualTo(KILLED_BY_SIGINT);
            assertThat(afterReady(child)).isEmpty();
        }
    }

    private static List<String> afterReady(ChildJvm child) {
        var lines = child.seen();
        return lines.subList(lines.indexOf("ready") + 1, lines.size());
    }
}
