package asyncio4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a program does, as it does it: a live screen or, where there is no terminal, one text after the other.
@Command(
        name = "top",
        description = "Shows live what the loops and tasks of a running program do.",
        footer = {
            "",
            "While somebody watches, steps of tasks are counted and timed; that ends with this command, however it ends.",
            "lag is how long what becomes ready may have to wait for its turn: the longest pass of the loop."
        })
final class TopCommand extends Question {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ON_SCREEN = 500;
    private static final int IN_TEXT = 20;

    @Parameters(paramLabel = "PID", arity = "0..1", description = "the process; default: the only one there is")
    private String pid = "";

    @Option(names = "--interval", paramLabel = "SECONDS", description = "time between samples; default: 1")
    private double interval = 1;

    @Option(names = "--once", description = "print one sample, and end")
    private boolean once;

    @Option(names = "--plain", description = "print samples as text, also to a terminal")
    private boolean plain;

    @Option(names = "--most", paramLabel = "N", description = "tasks to show; default: 20, on a screen all it holds")
    private int most;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description = "busy, steps, waited, name or age: which tasks come first; default: busy")
    private TopView.Order order = TopView.Order.BUSY;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            description = "only tasks with this text in name, number, state or what they wait for")
    private String filter = "";

    @Override
    public void run() {
        if (!(interval >= 0.1 && interval <= 3600)) {
            throw new CommandFailure("--interval takes 0.1 to 3600 seconds.");
        } else if (most < 0) {
            throw new CommandFailure("--most takes a number of tasks.");
        }
        var program = program(pid);
        var pause = Duration.ofMillis(Math.round(interval * 1000));
        try (var inquiry = program.watch()) {
            var console = System.console();
            if (once || plain || console == null || !console.isTerminal()) {
                print(inquiry, pause);
            } else {
                show(program, inquiry, pause);
            }
        } catch (IOException e) {
            throw program.ended();
        }
    }

    private void print(Inquiry inquiry, Duration pause) throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        sample(inquiry, 0, order, filter); // figures are differences to the sample before
        do {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            var sample = sample(inquiry, most == 0 ? IN_TEXT : most, order, filter);
            var text = new StringBuilder();
            TopText.lines(sample).forEach(line -> text.append(line.text()).append('\n'));
            out.print(once ? text.toString() : text.append('\n').toString());
        } while (!once && !out.checkError());
    }

    private void show(Program program, Inquiry inquiry, Duration pause) throws IOException {
        var view =
                new TopView(sample(inquiry, ON_SCREEN, order, filter), order, filter, words -> answer(program, words));
        try (var screen = new TopTerminal(TerminalBuilder.builder().system(true).build())) {
            screen.show(view, pause, () -> sample(inquiry, most == 0 ? ON_SCREEN : most, view.order(), view.chosen()));
        }
    }

    private static String answer(Program program, List<String> words) {
        try {
            return program.ask(words.toArray(String[]::new));
        } catch (CommandFailure e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Sample sample(Inquiry inquiry, int most, TopView.Order order, String filter) throws IOException {
        var json = inquiry.ask(
                PATIENCE, "top", Integer.toString(most), order.name().toLowerCase(Locale.ROOT), filter);
        return Sample.of(json);
    }
}
