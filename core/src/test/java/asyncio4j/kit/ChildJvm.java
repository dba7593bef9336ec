package asyncio4j.kit;

import asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program in a JVM of its own, with this one's engine; killed on close. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final List<String> seen = new ArrayList<>();

    private ChildJvm(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts {@code program}, a class with a main method that needs nothing but core and its own tests. */
    public static ChildJvm start(Class<?> program, String... args) throws Exception {
        var options = new ArrayList<String>();
        options.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        String engine = System.getProperty("asyncio4j.engine");
        if (engine != null) {
            options.add("-Dasyncio4j.engine=" + engine);
        }
        return start(options, program, args);
    }

    /** The same with exactly these options of the JVM. */
    public static ChildJvm start(List<String> options, Class<?> program, String... args) throws Exception {
        var command = new ArrayList<String>();
        if (System.getProperty("os.name").equals("Linux")) { // a JVM that inherits "ignore SIGINT" never sees one
            command.addAll(List.of("env", "--default-signal=INT,TERM,HUP"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.add("-cp");
        command.add(place(Asyncio.class) + File.pathSeparator + place(program));
        command.add(program.getName());
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new ChildJvm(builder.start());
    }

    /** Reads up to the line {@code line}; fails when the program ends without it. */
    public void expect(String line) throws IOException {
        expect(line, line::equals);
    }

    /** Reads up to a line that contains {@code part}; fails when the program ends without one. */
    public void expectPart(String part) throws IOException {
        expect(part, line -> line.contains(part));
    }

    private void expect(String what, Predicate<String> wanted) throws IOException {
        for (String next = output.readLine(); next != null; next = output.readLine()) {
            seen.add(next);
            if (wanted.test(next)) {
                return;
            }
        }
        throw new AssertionError("the program ended without \"" + what + "\": " + seen);
    }

    /** Every line that has been read. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** Sends a signal, by its name without SIG. */
    public void kill(String signal) throws Exception {
        int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + signal + " failed: " + seen);
        }
    }

    /** The exit status: 128 + n when signal n ended it. */
    public int exit() throws Exception {
        for (String next = output.readLine(); next != null; next = output.readLine()) {
            seen.add(next);
        }
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + seen);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
