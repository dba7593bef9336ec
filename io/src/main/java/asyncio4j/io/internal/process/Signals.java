package asyncio4j.io.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Signals for other processes, by name.
public final class Signals {
    private static final Set<String> NAMES = Set.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH",
            "IO", "SYS");

    private Signals() {}

    /// `INT` for "INT", "SIGINT" and "int".
    ///
    /// @throws IllegalArgumentException for an unknown signal
    public static String canonical(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String canonical = upper.startsWith("SIG") ? upper.substring(3) : upper;
        if (!NAMES.contains(canonical)) {
            throw new IllegalArgumentException("unknown signal: " + name);
        }
        return canonical;
    }

    /// Sends it, through the shell: the JDK has no call for it. On a worker.
    ///
    /// @param signal a canonical name
    public static void send(long pid, String signal) throws IOException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid)
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("signal " + signal + " could not be sent to process " + pid + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
