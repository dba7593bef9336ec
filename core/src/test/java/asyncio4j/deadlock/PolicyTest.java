package asyncio4j.deadlock;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.kit.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code -Dasyncio4j.deadlock}, and what signals have to do with a standstill. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolicyTest {
    private static ChildJvm start(String policy, String... args) throws Exception {
        var options = new ArrayList<>(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"));
        options.add("-Dasyncio4j.engine=" + System.getProperty("asyncio4j.engine", "auto"));
        if (policy != null) {
            options.add("-Dasyncio4j.deadlock=" + policy);
        }
        return ChildJvm.start(options, PolicyProgram.class, args);
    }

    @Test
    void raisesUnlessToldOtherwise() throws Exception {
        for (String policy : new String[] {null, "raise"}) {
            try (var program = start(policy)) {
                assertThat(program.exit()).isZero();
                assertThat(program.seen()).containsExactly("2 done", "true", "standstill", "end");
            }
        }
    }

    @Test
    void reportLogsAndLeavesTheTasksWaiting() throws Exception {
        try (var program = start("report", "no standstill")) {
            assertThat(program.exit()).isZero();
            assertThat(program.seen()).containsSubsequence("0 done", "false", "end");
            assertThat(program.seen())
                    .filteredOn(s -> s.contains("deadlock: task \"B\""))
                    .hasSize(1);
        }
    }

    @Test
    void reportLogsAStandstillAndWaits() throws Exception {
        try (var program = start("report")) {
            program.expectPart("nothing can run any more");
        }
    }

    @Test
    void offSaysNothing() throws Exception {
        try (var program = start("off", "no standstill")) {
            assertThat(program.exit()).isZero();
            assertThat(program.seen()).containsExactly("0 done", "false", "end");
        }
    }

    @Test
    void anotherValueIsRefused() throws Exception {
        try (var program = start("maybe")) {
            assertThat(program.exit()).isNotZero();
            assertThat(program.seen()).anyMatch(s -> s.contains("use raise, report or off"));
        }
    }

    @Test
    void signalHandlerIsAHandThatCouldWakeTheLoop() throws Exception {
        try (var program = ChildJvm.start(SignalledProgram.class)) {
            program.expect("waiting");
            program.kill("TERM");
            program.expect("woken");
            assertThat(program.exit()).isZero();
        }
    }
}
