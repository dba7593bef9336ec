package asyncio4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The questions about all tasks of a program.
abstract class TasksQuestion extends Question {
    @Parameters(paramLabel = "PID", arity = "0..1", description = "the process; default: the only one there is")
    String pid = "";

    @Command(name = "ps", description = "Lists the tasks of a running program.")
    static final class Ps extends TasksQuestion {
        @Option(names = "--most", paramLabel = "N", description = "tasks to show of each loop; default: 100")
        private int most = 100;

        @Override
        public void run() {
            ask(pid, "ps", Integer.toString(most));
        }
    }

    @Command(
            name = "pstree",
            description = "Shows the tasks of a running program as a tree: below each those whose end it waits for.")
    static final class Tree extends TasksQuestion {
        @Option(names = "--most", paramLabel = "N", description = "tasks to show of each loop; default: 1000")
        private int most = 1000;

        @Override
        public void run() {
            ask(pid, "pstree", Integer.toString(most));
        }
    }

    @Command(
            name = "locks",
            description = "Lists the locks, queues and the like that tasks wait for, with owners and waiters.")
    static final class Locks extends TasksQuestion {
        @Override
        public void run() {
            ask(pid, "locks");
        }
    }

    @Command(name = "dump", description = "Prints all that is known of the tasks of a running program.")
    static final class Dump extends TasksQuestion {
        @Option(names = "--json", description = "as JSON")
        private boolean json;

        @Option(
                names = "--stacks",
                paramLabel = "N",
                description = "tasks of each loop to show the stack of; default: 100")
        private int stacks = 100;

        @Override
        public void run() {
            ask(pid, json ? "json" : "dump", Integer.toString(stacks));
        }
    }
}
