package asyncio4j.io.process;

import static asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.DeadlockException;
import asyncio4j.io.AsyncFiles;
import asyncio4j.io.Subprocess;
import asyncio4j.io.Subprocess.Options;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.sync.AsyncEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How children end, and that nothing is left of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class SubprocessEndTest {
    /** Says "ready" when it ignores TERM; ends only when it is killed. */
    private static final String STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.02; done";

    @TempDir
    private Path folder;

    private static boolean exists(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    private static long children() {
        return ProcessHandle.current().children().count();
    }

    @Test
    void leavingTheTryTerminates() {
        long pid = run(() -> {
            try (var child = Subprocess.exec("sleep", "60")) {
                return child.pid();
            }
        });
        assertThat(exists(pid)).isFalse();
    }

    @Test
    void aChildThatIgnoresTerminateIsKilledAfterTheGrace() {
        run(() -> {
            var child = Subprocess.shell(Options.defaults().withGrace(millis(100)), STUBBORN);
            assertThat(child.stdout().readLine()).isEqualTo("ready");
            double before = getRunningLoop().time();
            child.close();
            assertThat(getRunningLoop().time() - before).isGreaterThanOrEqualTo(0.1);
            assertThat(child.returnCode()).isEqualTo(137);
        });
    }

    @Test
    void aChildMayCleanUpWhenItIsTerminated() {
        run(() -> {
            var child = Subprocess.shell("trap 'exit 9' TERM; echo ready; while :; do sleep 0.02; done");
            child.stdout().readLine();
            child.close();
            assertThat(child.returnCode()).isEqualTo(9);
        });
    }

    @Test
    void cancellingInTheTryTerminates() {
        run(() -> {
            var pid = new long[1];
            var owner = createTask(() -> {
                try (var child = Subprocess.exec("sleep", "60")) {
                    pid[0] = child.pid();
                    child.await();
                }
            });
            Descriptors.until(() -> pid[0] != 0);
            owner.cancel();
            assertThatThrownBy(owner::await).isInstanceOf(CancelledError.class);
            assertThat(exists(pid[0])).isFalse();
        });
    }

    @Test
    void aSecondCancelDuringCloseStillKills() {
        run(() -> {
            var child = Subprocess.shell(Options.defaults().withGrace(millis(200)), STUBBORN);
            child.stdout().readLine();
            var closing = createTask(child::close);
            yieldNow();
            closing.cancel();
            assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
            assertThat(child.returnCode()).isNull();
            assertThat(child.await()).isEqualTo(137);
            assertThat(child.stdout().read(-1)).isEmpty();
        });
    }

    @Test
    void cancellingCommunicateTerminates() {
        run(() -> {
            try (var child = Subprocess.exec("sleep", "60")) {
                var talk = createTask(() -> child.communicate(null));
                sleep(millis(10));
                talk.cancel();
                assertThatThrownBy(talk::await).isInstanceOf(CancelledError.class);
                assertThat(child.await()).isEqualTo(143);
            }
        });
    }

    @Test
    void closeEndsThoseWhoRead() {
        run(() -> {
            var child = Subprocess.shell("sleep 3 & echo $!; exec sleep 60");
            long grandchild = Long.parseLong(child.stdout().readLine());
            var reader = createTask(() -> child.stdout().readLine());
            yieldNow();
            child.close(); // though the grandchild has the pipe open
            assertThat(reader.await()).isNull();
            assertThat(exists(grandchild)).isTrue();
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    @Test
    void terminateAndKillLeaveThePipesOpen() {
        run(() -> {
            try (var child = Subprocess.shell("printf 'ready\\nbefore\\n'; exec sleep 60")) {
                assertThat(child.stdout().readLine()).isEqualTo("ready");
                child.kill();
                child.await();
                assertThat(child.stdout().readLine()).isEqualTo("before");
                assertThat(child.stdout().readLine()).isNull();
            }
        });
    }

    @Test
    void theReturnCodeOfAChildThatNobodyAwaitsAppears() {
        run(() -> {
            var child = Subprocess.shell("exit 4");
            Descriptors.until(() -> child.returnCode() != null);
            assertThat(child.returnCode()).isEqualTo(4);
            assertThat(exists(child.pid())).isFalse();
        });
    }

    @Test
    void whatStillRunsWhenRunEndsIsClosed() {
        long[] pids = run(() -> {
            var pid = new long[3];
            for (int i = 0; i < pid.length; i++) {
                var child = Subprocess.shell(Options.defaults().withGrace(millis(300)), STUBBORN);
                child.stdout().readLine();
                pid[i] = child.pid();
            }
            return pid;
        });
        for (long pid : pids) {
            assertThat(exists(pid)).isFalse();
        }
    }

    @Test
    void aLoopThatIsClosedKillsItsChildren() {
        var loop = newEventLoop();
        Subprocess child = loop.runUntilComplete(() -> Subprocess.exec("sleep", "60"));
        loop.close();
        ProcessHandle.of(child.pid()).ifPresent(p -> p.onExit().join());
        assertThat(exists(child.pid())).isFalse();
    }

    @Test
    void aProgramThatDoesNotExistIsAnIOException() { // subprocess-9
        run(() -> {
            Subprocess.exec("true").close();
            long before = Descriptors.count();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> Subprocess.exec("no-such-program-anywhere"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no-such-program-anywhere");
            }
            assertThatThrownBy(
                            () -> Subprocess.exec(Options.defaults().withDirectory(folder.resolve("missing")), "true"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Subprocess.exec()).isInstanceOf(IllegalArgumentException.class); // subprocess-22
            assertThat(Descriptors.count()).isLessThanOrEqualTo(before + 2);
        });
    }

    @Test
    void aStartThatIsCancelledLeavesNoChild() { // subprocess-15, subprocess-29
        run(() -> {
            Subprocess.exec("true").close();
            long pipes = Descriptors.of("pipe:");
            for (int i = 0; i < 40; i++) {
                Path trace = folder.resolve("trace" + i);
                var starting = createTask(() -> Subprocess.exec("sh", "-c", "sleep 0.5; touch " + trace));
                for (int turns = i % 5; turns > 0; turns--) {
                    yieldNow();
                }
                if (i > 20) {
                    sleep(Duration.ofNanos(i * 100_000L));
                }
                boolean began = !starting.cancel();
                if (began) {
                    starting.await().close();
                } else {
                    assertThatThrownBy(starting::await).isInstanceOf(CancelledError.class);
                }
                assertThat(children()).isZero();
            }
            Descriptors.until(() -> Descriptors.of("pipe:") <= pipes);
            sleep(millis(600));
            assertThat(folder).isEmptyDirectory();
        });
    }

    @Test
    void twoHundredChildrenInARowLeaveNothing() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                try (var child = Subprocess.exec("cat")) {
                    child.communicate("x".getBytes());
                }
            }
            long descriptors = Descriptors.count();
            int threads = Thread.getAllStackTraces().size();
            for (int i = 0; i < 200; i++) {
                switch (i % 4) {
                    case 0 -> {
                        try (var child = Subprocess.exec("cat")) {
                            child.communicate("x".getBytes());
                        }
                    }
                    case 1 -> Subprocess.exec("cat").close();
                    case 2 -> { // not closed: freed by its end
                        var child = Subprocess.exec("true");
                        child.await();
                    }
                    default -> {
                        try (var child = Subprocess.exec("sleep", "60")) {
                            child.kill();
                        }
                    }
                }
            }
            Descriptors.until(() -> Descriptors.count() <= descriptors);
            assertThat(children()).isZero();
            assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threads + 8);
        });
    }

    @Test
    void aWaitForAChildIsNoStandstillAndOneAfterItIs() {
        assertThatThrownBy(() -> run(() -> {
                    try (var child = Subprocess.shell("sleep 0.1; echo x")) {
                        child.stdout().readLine();
                    }
                    AsyncFiles.writeString(folder.resolve("f"), "x");
                    new AsyncEvent().await();
                }))
                .isInstanceOf(DeadlockException.class);
    }

    @Test
    void manyChildrenAtOnce() {
        run(() -> {
            var results = new java.util.ArrayList<asyncio4j.Awaitable<String>>();
            for (int i = 0; i < 50; i++) {
                String n = String.valueOf(i);
                results.add(() -> {
                    try (var cat = Subprocess.exec("cat")) {
                        return new String(cat.communicate(n.getBytes()).stdout());
                    }
                });
            }
            var all = gather(results);
            for (int i = 0; i < 50; i++) {
                assertThat(all.get(i)).isEqualTo(String.valueOf(i));
            }
        });
    }
}
