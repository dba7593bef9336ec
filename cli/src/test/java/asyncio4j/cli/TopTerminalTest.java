package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The live screen on a terminal that is not there.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopTerminalTest {
    private static final List<Sample.Row> TASKS =
            List.of(row("1.0", "host"), row("1.1", "first"), row("1.2", "second"), row("1.3", "third"));

    private ScreenTerminal.VirtualTerminal virtual;
    private TopView view;
    private CompletableFuture<Void> end;

    @BeforeEach
    void show() throws IOException {
        virtual = ScreenTerminal.withTerminal("test", "xterm-256color", 80, 12);
        view = new TopView(sample(""), TopView.Order.AGE, "", words -> "answer to " + words);
        end = CompletableFuture.runAsync(() -> {
            try (var screen = new TopTerminal(virtual.terminal())) {
                screen.show(view, Duration.ofMinutes(10), () -> sample(view.chosen()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @AfterEach
    void quit() throws Exception {
        virtual.terminal().raise(Terminal.Signal.INT);
        end.get(30, TimeUnit.SECONDS);
    }

    @Test
    void keysMoveOpenAndGoBack() throws Exception {
        await(screen -> screen.contains("third") && screen.contains("q: quit"));
        type("\033[B\033OBj\033[A\r");
        await(screen -> screen.contains("answer to [task, 1.2]") && screen.contains("Esc: back"));
        type("\033");
        await(screen -> screen.contains("third"));
    }

    @Test
    void newFilterAndOrderDoNotWaitForTheNextSample() throws Exception {
        type("/sec");
        await(screen -> screen.contains("only tasks with: sec_") && !screen.contains("third"));
        type("\177\177\177th\r");
        await(screen -> screen.contains("third") && !screen.contains("second") && screen.contains("filter (th)"));
    }

    @Test
    void cancelAsksFirst() throws Exception {
        type("jc");
        await(screen -> screen.contains("ask \"first\" (1.1) to stop?"));
        type("y");
        await(screen -> screen.contains("answer to [cancel, 1.1]"));
    }

    @Test
    void screenFollowsTheSizeOfTheTerminal() throws Exception {
        await(screen -> screen.contains("q: quit"));
        resize(Size.of(120, 20));
        await(screen ->
                screen.lines().count() >= 20 && screen.lines().toList().get(19).contains("q: quit"));
        resize(Size.of(30, 6));
        await(screen -> screen.lines().toList().get(5).contains("Enter: open") && !screen.contains("quit"));
    }

    @Test
    void letterThatQuits() throws Exception {
        type("q");
        end.get(30, TimeUnit.SECONDS);
    }

    private void resize(Size size) {
        virtual.screen().setSize(size);
        virtual.terminal().setSize(size);
    }

    private void type(String keys) throws IOException {
        virtual.terminal().processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    /// Waits until the screen looks as it should.
    private void await(Predicate<String> wanted) throws Exception {
        var deadline = System.nanoTime() + 30_000_000_000L;
        while (!wanted.test(virtual.screen().toString())) {
            assertThat(end).as("the screen").isNotDone();
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the screen does not become what it should:\n" + virtual.screen());
            }
            Thread.onSpinWait();
        }
    }

    private static Sample.Row row(String id, String name) {
        return new Sample.Row(id, name, "waiting", 0, 0, 0, "sleep", "Shop.java:1");
    }

    private static Sample sample(String filter) {
        var tasks = TASKS.stream().filter(task -> task.name().contains(filter)).toList();
        var loop = new Sample.Loop(
                1, "BATON", "asleep", 0, null, null, 0, 4, Map.of("waiting", 4), 0, 0, 0, 0, 0, List.of(), List.of());
        return new Sample("2026-01-01T12:00:00Z", 4711, "Shop", 1000, List.of(loop), tasks.size(), tasks);
    }
}
