package asyncio4j.io.process;

import static asyncio4j.Asyncio.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.io.Subprocess;
import asyncio4j.io.Subprocess.Options;
import asyncio4j.kit.Trail;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Group subprocess of the behaviours. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class SubprocessTest {
    private static final Options NO_PIPES = Options.defaults()
            .withStdin(Redirect.from(new java.io.File("/dev/null")))
            .withStdout(Redirect.DISCARD)
            .withStderr(Redirect.DISCARD);

    @TempDir
    private Path folder;

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void aChildWithoutPipesHasAReturnCode() { // subprocess-1
        run(() -> {
            try (var child = Subprocess.shell(NO_PIPES, "exit 7")) {
                assertThat(child.await()).isEqualTo(7);
                assertThat(child.returnCode()).isEqualTo(7);
                assertThat(child.stdin()).isNull();
                assertThat(child.stdout()).isNull();
                assertThat(child.stderr()).isNull();
            }
        });
    }

    @Test
    void outputIsReadToItsEnd() { // subprocess-2
        run(() -> {
            try (var child = Subprocess.shell("echo Python")) {
                child.stdin().close();
                assertThat(child.await()).isZero();
                assertThat(text(child.stdout().read(-1))).isEqualTo("Python\n");
                assertThat(child.stdout().atEof()).isTrue();
                assertThat(child.stderr().read(-1)).isEmpty();
                child.stdin().waitClosed();
            }
        });
    }

    @Test
    void bothOutputsAndTheInputAreApart() { // subprocess-3
        run(() -> {
            try (var child = Subprocess.shell("read line; echo OUT:$line; echo ERR:$line >&2")) {
                child.stdin().write("test\n");
                assertThat(child.stdout().readLine()).isEqualTo("OUT:test");
                assertThat(child.stderr().readLine()).isEqualTo("ERR:test");
                assertThat(child.await()).isZero();
            }
        });
    }

    @Test
    void aCancelledWaitLeavesTheChildAlone() { // subprocess-4
        run(() -> {
            try (var child = Subprocess.exec("sleep", "60")) {
                var waiting = createTask(child::await);
                yieldNow();
                waiting.cancel();
                assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
                assertThat(child.returnCode()).isNull();
                assertThat(ProcessHandle.of(child.pid()).orElseThrow().isAlive())
                        .isTrue();
                child.kill();
                assertThat(child.await()).isEqualTo(137);
            }
        });
    }

    @Test
    void closeEndsARunningChild() { // subprocess-5
        run(() -> {
            var child = Subprocess.exec("sleep", "60");
            assertThat(child.returnCode()).isNull();
            child.close();
            assertThat(child.returnCode()).isEqualTo(143);
            assertThat(ProcessHandle.of(child.pid())).isEmpty(); // not even a zombie
        });
    }

    @Test
    void communicateGivesAndTakesEverything() { // subprocess-6
        byte[] data = "some data ".repeat(100_000).getBytes(UTF_8);
        run(() -> {
            try (var cat = Subprocess.exec("cat")) {
                var result = cat.communicate(data);
                assertThat(result.stdout()).isEqualTo(data);
                assertThat(result.stderr()).isEmpty();
                assertThat(result.returnCode()).isZero();
            }
        });
    }

    @Test
    void aChildThatDoesNotReadIsNoError() { // subprocess-7
        run(() -> {
            try (var child = Subprocess.shell("exit 3")) {
                assertThat(child.communicate(new byte[5_000_000]).returnCode()).isEqualTo(3);
            }
        });
    }

    @Test
    void communicateWithoutInputEndsTheChildsInput() { // subprocess-8, subprocess-17
        run(() -> {
            for (byte[] nothing : new byte[][] {null, {}}) {
                try (var cat = Subprocess.exec("cat")) {
                    var result = cat.communicate(nothing);
                    assertThat(result.stdout()).isEmpty();
                    assertThat(result.returnCode()).isZero();
                }
            }
        });
    }

    @Test
    void whatIsWrittenAndClosedComesBack() { // subprocess-12
        run(() -> {
            try (var cat = Subprocess.exec("cat")) {
                cat.stdin().write("some data");
                cat.stdin().drain();
                cat.stdin().close();
                assertThat(text(cat.stdout().read(-1))).isEqualTo("some data");
                assertThat(cat.await()).isZero();
            }
        });
    }

    @Test
    void writeEofEndsTheChildsInputToo() {
        run(() -> {
            try (var cat = Subprocess.exec("cat")) {
                assertThat(cat.stdin().canWriteEof()).isTrue();
                cat.stdin().write("x");
                cat.stdin().writeEof();
                assertThat(text(cat.stdout().read(-1))).isEqualTo("x");
                assertThatThrownBy(() -> cat.stdin().write("y")).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @Test
    void outputOutlivesTheChild() { // subprocess-10
        run(() -> {
            try (var child = Subprocess.shell("head -c 60000 /dev/zero")) {
                assertThat(child.await()).isZero();
                int total = 0;
                for (byte[] some = child.stdout().read(1000);
                        some.length > 0;
                        some = child.stdout().read(1000)) {
                    total += some.length;
                    yieldNow();
                }
                assertThat(total).isEqualTo(60_000);
            }
            try (var child = Subprocess.shell("head -c 262144 /dev/zero")) {
                assertThat(child.stdout().readExactly(1)).hasSize(1);
                assertThat(child.stdout().read(-1)).hasSize(262_143);
                assertThat(child.await()).isZero();
            }
        });
    }

    @Test
    void closeAfterTheEndDoesNothing() { // subprocess-13
        run(() -> {
            var child = Subprocess.shell("exit 7");
            child.communicate(null);
            child.close();
            child.close();
            assertThat(child.returnCode()).isEqualTo(7);
        });
    }

    @Test
    void outputThatNobodyReadsHoldsTheChildBack() {
        run(() -> {
            Path done = folder.resolve("done");
            try (var child = Subprocess.shell("head -c 1000000 /dev/zero; touch " + done)) {
                sleep(millis(100));
                assertThat(done).doesNotExist();
                assertThat(child.stdout().read(-1)).hasSize(1_000_000);
                assertThat(child.await()).isZero();
                assertThat(done).exists();
            }
        });
    }

    @Test
    void awaitDoesNotWaitForAGrandchild() { // subprocess-21
        run(() -> {
            try (var child = Subprocess.shell("exec 3<&0; (read gate <&3; echo late) & exit 5")) {
                assertThat(child.await()).isEqualTo(5);
                var late = createTask(() -> child.stdout().readLine());
                yieldNow();
                assertThat(late.isDone()).isFalse();
                child.stdin().write("go\n");
                assertThat(late.await()).isEqualTo("late");
            }
        });
    }

    @Test
    void communicateIncludesWhatAGrandchildWritesLater() {
        run(() -> {
            try (var child = Subprocess.shell("(sleep 0.3; echo late) & echo early; exit 5")) {
                var result = child.communicate(null);
                assertThat(result.returnCode()).isEqualTo(5);
                assertThat(text(result.stdout())).isEqualTo("early\nlate\n");
            }
        });
    }

    @Test
    void killReturnsThoughGrandchildrenHoldThePipes() { // subprocess-28
        run(() -> {
            try (var child = Subprocess.shell("sleep 5 & echo $!; wait")) {
                long grandchild = Long.parseLong(child.stdout().readLine());
                child.kill();
                assertThat(child.await()).isEqualTo(137);
                ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
            }
        });
    }

    @Test
    void theChildMayOpenItsInputByName() { // subprocess-27
        run(() -> {
            try (var child = Subprocess.shell("wc -c < /dev/stdin")) {
                assertThat(text(child.communicate("abc".getBytes(UTF_8)).stdout())
                                .strip())
                        .isEqualTo("3");
            }
        });
    }

    @Test
    void aFileIsSentToTheChildsInput() throws Exception {
        Path file = Files.writeString(folder.resolve("sent"), "x".repeat(300_000));
        run(() -> {
            try (var count = Subprocess.exec("wc", "-c")) {
                assertThat(count.stdin().sendFile(file)).isEqualTo(300_000);
                count.stdin().close();
                assertThat(text(count.stdout().read(-1)).strip()).isEqualTo("300000");
            }
        });
    }

    @Test
    void otherTasksRunWhileAChildWorks() {
        var trail = new Trail();
        run(() -> {
            try (var child = Subprocess.exec("cat")) {
                createTask(() -> trail.add("other"));
                createTask(() -> child.stdin().write("x\n"));
                trail.add(child.stdout().readLine());
            }
        });
        trail.is("other", "x");
    }

    @Test
    void itNeedsATask() {
        assertThatThrownBy(() -> Subprocess.exec("true"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        var refused = run(() -> {
            var failure = getRunningLoop().<Throwable>createFuture();
            getRunningLoop().callSoon(() -> {
                try {
                    Subprocess.exec("true");
                } catch (Exception e) {
                    failure.setResult(e);
                }
            });
            return failure.await();
        });
        assertThat(refused).isInstanceOf(IllegalStateException.class).hasMessageContaining("task");
    }

    @Test
    void itSaysWhatItIs() { // subprocess-30
        run(() -> {
            try (var child = Subprocess.shell("exit 6")) {
                assertThat(child).hasToString("Subprocess[pid " + child.pid() + ", running]");
                child.await();
                assertThat(child).hasToString("Subprocess[pid " + child.pid() + ", returnCode 6]");
            }
        });
    }
}
