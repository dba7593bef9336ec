package asyncio4j.io.process;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.io.Subprocess;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals for children. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class SubprocessSignalsTest {
    @Test
    void aSignalEndsTheChildWith128AndItsNumber() { // subprocess-19
        run(() -> {
            try (var child = Subprocess.shell("echo sleeping; exec sleep 60")) {
                assertThat(child.stdout().readLine()).isEqualTo("sleeping");
                child.signal("HUP");
                assertThat(child.await()).isEqualTo(129);
            }
            try (var child = Subprocess.exec("sleep", "60")) {
                child.signal("SIGINT");
                assertThat(child.await()).isEqualTo(130);
            }
            try (var child = Subprocess.exec("sleep", "60")) {
                child.signal("kill");
                assertThat(child.await()).isEqualTo(137);
            }
            try (var child = Subprocess.exec("sleep", "60")) {
                child.terminate();
                assertThat(child.await()).isEqualTo(143);
            }
        });
    }

    @Test
    void aStoppedChildGoesOn() {
        run(() -> {
            try (var cat = Subprocess.exec("cat")) {
                cat.signal("STOP");
                cat.stdin().write("x\n");
                var line = createTask(() -> cat.stdout().readLine());
                sleep(millis(50));
                assertThat(line.isDone()).isFalse();
                cat.signal("CONT");
                assertThat(line.await()).isEqualTo("x");
            }
        });
    }

    @Test
    void anUnknownSignalIsRefused() {
        run(() -> {
            try (var child = Subprocess.exec("sleep", "60")) {
                assertThatThrownBy(() -> child.signal("NOPE")).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> child.signal("TERM; true")).isInstanceOf(IllegalArgumentException.class);
                assertThat(child.returnCode()).isNull();
            }
        });
    }

    @Test
    void aChildThatEndsJustNowGetsTheSignalOrIsGone() { // subprocess-20
        run(() -> {
            for (int i = 0; i < 30; i++) {
                try (var child = Subprocess.exec("true")) {
                    try {
                        child.signal(i % 2 == 0 ? "TERM" : "HUP");
                    } catch (IOException e) {
                        assertThat(e).hasMessageContaining("no such process");
                    }
                    assertThat(child.await()).isIn(0, 143, 129);
                }
            }
        });
    }

    @Test
    void afterTheEndThereIsNoSuchProcess() {
        run(() -> {
            try (var child = Subprocess.exec("true")) {
                child.await();
                assertThatThrownBy(child::terminate)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no such");
                assertThatThrownBy(child::kill).isInstanceOf(IOException.class).hasMessageContaining("no such");
                assertThatThrownBy(() -> child.signal("HUP"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no such process");
            }
        });
    }
}
