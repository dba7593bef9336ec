package asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The questions about one task of a program.
abstract class TaskQuestion extends Question {
    @Parameters(
            paramLabel = "[PID] TASK",
            hideParamSyntax = true,
            arity = "1..2",
            description = "a task by its name or number (asyncio4j ps), of a process or of the only program there is")
    private List<String> words = new ArrayList<>();

    final void ask(String question) {
        ask(words.size() == 1 ? "" : words.getFirst(), question, words.getLast());
    }

    @Command(name = "why", description = "Tells why a task of a running program does not go on.")
    static final class Why extends TaskQuestion {
        @Override
        public void run() {
            ask("why");
        }
    }

    @Command(name = "cancel", description = "Asks a task of a running program to stop.")
    static final class Cancel extends TaskQuestion {
        @Override
        public void run() {
            ask("cancel");
        }
    }
}
