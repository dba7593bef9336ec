package asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A running program that can be asked: its process, and the socket at which it listens.
record Program(long pid, Path socket) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofSeconds(2);
    private static final String LAUNCHER = "asyncio4j.internal.launch.Main ";

    /// Asks it.
    String ask(String... fields) {
        try {
            return Inquiry.ask(socket, PATIENCE, fields);
        } catch (IOException e) {
            throw ended();
        }
    }

    /// A connection for whoever watches it.
    Inquiry watch() {
        try {
            return Inquiry.open(socket);
        } catch (IOException e) {
            throw ended();
        }
    }

    CommandFailure ended() {
        return new CommandFailure("process " + pid + " has ended.");
    }

    /// The program that is meant: process `pid`, or the only one there is if that is null.
    ///
    /// @param attach whether what is missing may be loaded into it
    static Program find(String pid, boolean attach) {
        return pid.isEmpty() ? only() : of(number(pid), attach);
    }

    private static long number(String pid) {
        try {
            return Long.parseLong(pid);
        } catch (NumberFormatException e) {
            throw new CommandFailure("'" + pid + "' is not the number of a process.");
        }
    }

    private static Program of(long pid, boolean attach) {
        for (var folder : folders().stream().filter(Program::isOurs).toList()) {
            var program = new Program(pid, folder.resolve(pid + ".sock"));
            if (program.line() != null) {
                return program;
            }
        }
        var folder = folders().getFirst();
        Attachment.open(pid, folder, attach);
        return new Program(pid, folder.resolve(pid + ".sock"));
    }

    private static Program only() {
        var all = all();
        if (all.isEmpty()) {
            throw new CommandFailure("no program that can be asked is running. Start one with `asyncio4j run`, or put"
                    + " asyncio4j-inspect on its class path; one that has only asyncio4j itself can be asked by its PID,"
                    + " with --attach.");
        } else if (all.size() > 1) {
            var text = new StringBuilder("several programs are running; name one by its PID:");
            all.forEach(program -> text.append("\n  ").append(program.describe()));
            throw new CommandFailure(text.toString());
        }
        return all.getFirst();
    }

    /// Every program of this user that answers.
    private static List<Program> all() {
        var found = new ArrayList<Program>();
        for (var folder : folders().stream().filter(Program::isOurs).toList()) {
            try (var sockets = Files.newDirectoryStream(folder, "*.sock")) {
                for (var socket : sockets) {
                    var name = socket.getFileName().toString();
                    var program = new Program(number(name.substring(0, name.length() - 5)), socket);
                    if (program.line() != null) {
                        found.add(program);
                    }
                }
            } catch (IOException | CommandFailure e) {
                // no such folder, or a file in it that is none of ours
            }
        }
        return found;
    }

    /// Where programs put their sockets, most likely place first.
    private static List<Path> folders() {
        var parents = new LinkedHashSet<String>();
        var runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isEmpty()) {
            parents.add(runtime);
        }
        parents.add(System.getProperty("java.io.tmpdir"));
        var name = "asyncio4j-" + System.getProperty("user.name");
        return parents.stream().map(parent -> Path.of(parent, name)).toList();
    }

    /// Whether nobody but this user can have put anything into `folder`.
    private static boolean isOurs(Path folder) {
        try {
            var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            var root = System.getProperty("user.name").equals("root"); // who could enter any folder
            return found.isDirectory()
                    && PosixFilePermissions.toString(found.permissions()).equals("rwx------")
                    && (!root || found.owner().getName().equals("root"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// The command line of a program, without what the launcher put before it.
    static String shortened(String command) {
        return command.startsWith(LAUNCHER) ? command.substring(LAUNCHER.length()) : command;
    }

    private String describe() {
        var fields = String.valueOf(line()).split("\t", 3);
        if (fields.length < 3) {
            return pid + "  (does not answer)";
        }
        var command = shortened(fields[2]);
        return pid + "  " + command + "  (" + fields[1] + (fields[1].equals("1") ? " task)" : " tasks)");
    }

    /// What it says of itself; empty if it is too busy to answer, null if nobody listens.
    private @Nullable String line() {
        try {
            return Inquiry.ask(socket, GLANCE, "hello");
        } catch (IOException e) {
            return null;
        } catch (CommandFailure e) {
            return "";
        }
    }
}
