package asyncio4j.programs;

import static java.nio.charset.StandardCharsets.UTF_8;

import asyncio4j.Asyncio;
import asyncio4j.Engine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A class with a main method, run in a JVM of its own on the engine of this one. */
final class ChildJvm {
    /** What a child writes to stderr when it may be signalled. */
    static final String READY = "ready for the signal";

    private final Process process;
    private final BufferedReader stdout;
    private final BufferedReader stderr;

    private ChildJvm(Process process) {
        this.process = process;
        this.stdout = process.inputReader(UTF_8);
        this.stderr = process.errorReader(UTF_8);
    }

    static ChildJvm start(Class<?> main) throws Exception {
        var command = new ArrayList<String>();
        if (System.getProperty("os.name").equals("Linux")) {
            // a JVM started with SIGINT ignored, as by a shell's "mvn &", can never hear it
            command.addAll(List.of("env", "--default-signal=INT,TERM"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(home(Asyncio.class) + File.pathSeparator + home(ChildJvm.class));
        if (engine() == Engine.SCHEDULER) {
            command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        }
        command.add("-Dasyncio4j.engine=" + engine().name().toLowerCase(Locale.ROOT));
        command.add(main.getName());
        return new ChildJvm(new ProcessBuilder(command).start());
    }

    private static Engine engine() {
        try (var loop = Asyncio.newEventLoop()) {
            return loop.engine();
        }
    }

    /** The folder a class was loaded from, also where the test classes are patched into the module. */
    private static Path home(Class<?> type) throws Exception {
        String file = type.getName().replace('.', '/') + ".class";
        Path folder = Path.of(type.getResource("/" + file).toURI());
        for (int i = 0; i < Path.of(file).getNameCount(); i++) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Sends {@code signal} as the operating system does. */
    void signalWhenReady(String signal) throws Exception {
        var before = new ArrayList<String>();
        for (String line = stderr.readLine(); !READY.equals(line); line = stderr.readLine()) {
            if (line == null) {
                throw new AssertionError("the child ended: " + before);
            }
            before.add(line);
        }
        new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    List<String> stdout() throws IOException {
        return stdout.readAllLines();
    }

    String stderr() throws IOException {
        return String.join("\n", stderr.readAllLines());
    }

    int status() throws InterruptedException {
        return process.waitFor();
    }
}
