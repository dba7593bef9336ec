package asyncio4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command line `asyncio4j`. The script of that name starts it, for every command but `run`.
@Command(
        name = "asyncio4j",
        description = "asyncio for Java: runs programs, tells what they do, and looks after this repository.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "`asyncio4j help COMMAND` tells more."},
        subcommands = {
            RunCommand.class,
            TasksQuestion.Ps.class,
            TasksQuestion.Tree.class,
            TaskQuestion.Why.class,
            TasksQuestion.Locks.class,
            TasksQuestion.Dump.class,
            TaskQuestion.Cancel.class,
            TopCommand.class,
            TraceCommand.class,
            TestCommand.class,
            FormatCommand.class,
            VersionCommand.class,
            CompileCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create(); // picocli puts its own here

    /// Runs one command and ends the process with its status.
    ///
    /// @param args the words after `asyncio4j`
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var bench = new CommandLine(new BenchCommand());
        bench.setUnmatchedOptionsArePositionalParams(true); // JMH's options are JMH's business
        var line = new CommandLine(new Main()).addSubcommand(bench);
        return line.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof CommandFailure)) {
                throw failure;
            }
            command.getErr().println("asyncio4j: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
