package asyncio4j.cli;

import picocli.CommandLine.Command;

/// The help of `run`. The script does the work, so that a program starts without a JVM before its own.
@Command(
        name = "run",
        description = "Runs a program.",
        customSynopsis = "asyncio4j run [--debug] [--engine=scheduler|baton] PROGRAM [ARGUMENT...] [-- JVM-FLAG...]",
        footer = {
            "",
            "PROGRAM is a .java file, compact or a class; a folder of .java files, of which one has a main method (or is"
                    + " called Main); or a jar with a Main-Class. Sources are compiled once and kept in the cache until"
                    + " they change.",
            "",
            "      --debug       debug mode: slow steps, late reports and misuse are named",
            "      --engine=E    scheduler or baton, instead of the best the JVM allows",
            "",
            "The LAST -- on the line ends the program's arguments; what follows are flags for the JVM:",
            "    asyncio4j run Server.java 8080 -- -Xmx2g -XX:+UseZGC",
            "A program that wants a -- of its own gets it when one more ends the line:",
            "    asyncio4j run Wrap.java -- ls --",
            "",
            "Status: the program's own (System.exit); 0 when main returned and no thread keeps the JVM; 1 when an exception"
                    + " left main, or the program does not compile; 130 for KeyboardInterruptException or Ctrl-C, 143 for"
                    + " SIGTERM; 2 when nothing was started."
        })
final class RunCommand implements Runnable {
    @Override
    public void run() {
        throw new CommandFailure("programs are started by the script asyncio4j.");
    }
}
