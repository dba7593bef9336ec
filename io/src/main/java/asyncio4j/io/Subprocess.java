package asyncio4j.io;

import asyncio4j.Asyncio;
import asyncio4j.Awaitable;
import asyncio4j.CancelledError;
import asyncio4j.EventLoop;
import asyncio4j.Handle;
import asyncio4j.io.internal.process.Signals;
import asyncio4j.io.internal.process.Spawned;
import asyncio4j.io.internal.work.LoopEnd;
import asyncio4j.io.internal.work.Workers;
import asyncio4j.io.spi.Link;
import asyncio4j.spi.LoopParts;
import asyncio4j.spi.Waits;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A child process, whose input and output are streams.
///
/// ```java
/// try (var git = Subprocess.exec("git", "log", "--oneline")) {
///     String line;
///     while ((line = git.stdout().readLine()) != null) { ... }
///     int code = git.await();
/// }
/// ```
///
/// Nobody has to wait for a child: it is reaped when it ends, and [#returnCode] appears by itself. What is not
/// read holds the child back once the pipe and the reader's limit are full; [#communicate] reads everything.
/// [#close] ends the child; what still runs when `run` ends is closed then.
///
/// Threads: the tasks of the loop that started it.
///
/// @since 0.1
public final class Subprocess implements AutoCloseable {
    private static final byte[] NOTHING = {};

    /// What became of a child.
    ///
    /// @param returnCode its exit status, 128 + N if signal N ended it
    /// @param stdout what it wrote, null unless that went through a pipe
    /// @param stderr what it wrote to stderr, null unless that went through a pipe
    public record Result(int returnCode, byte @Nullable [] stdout, byte @Nullable [] stderr) {}

    /// How a child is started; immutable.
    ///
    /// The defaults: this program's directory and environment, pipes for stdin, stdout and stderr, two seconds
    /// of grace, a reader's limit of 64 KiB.
    public static final class Options {
        private static final Options DEFAULTS = new Options(
                null,
                null,
                Redirect.PIPE,
                Redirect.PIPE,
                Redirect.PIPE,
                false,
                Duration.ofSeconds(2),
                StreamSettings.DEFAULTS.limit());

        private final @Nullable Path directory;
        private final @Nullable Map<String, String> environment;
        private final Redirect stdin;
        private final Redirect stdout;
        private final Redirect stderr;
        private final boolean mergeErr;
        private final Duration grace;
        private final int limit;

        private Options(
                @Nullable Path directory,
                @Nullable Map<String, String> environment,
                Redirect stdin,
                Redirect stdout,
                Redirect stderr,
                boolean mergeErr,
                Duration grace,
                int limit) {
            this.directory = directory;
            this.environment = environment;
            this.stdin = stdin;
            this.stdout = stdout;
            this.stderr = stderr;
            this.mergeErr = mergeErr;
            this.grace = grace;
            this.limit = limit;
        }

        /// The defaults.
        public static Options defaults() {
            return DEFAULTS;
        }

        /// The directory in which the child runs; null: this program's.
        public @Nullable Path directory() {
            return directory;
        }

        /// In another directory.
        public Options withDirectory(@Nullable Path path) {
            return new Options(path, environment, stdin, stdout, stderr, mergeErr, grace, limit);
        }

        /// The child's whole environment; null: this program's.
        public @Nullable Map<String, String> environment() {
            return environment;
        }

        /// With exactly these variables; null: this program's.
        public Options withEnvironment(@Nullable Map<String, String> variables) {
            Map<String, String> copy = variables == null ? null : Map.copyOf(variables);
            return new Options(directory, copy, stdin, stdout, stderr, mergeErr, grace, limit);
        }

        /// Where the child's input comes from.
        public Redirect stdin() {
            return stdin;
        }

        /// With input from elsewhere.
        ///
        /// @throws IllegalArgumentException if nothing can be read from there
        public Options withStdin(Redirect from) {
            Redirect.Type type = Objects.requireNonNull(from, "stdin").type();
            if (type == Redirect.Type.WRITE || type == Redirect.Type.APPEND) {
                throw new IllegalArgumentException("stdin cannot be " + from + ": use Redirect.from(file)");
            }
            return new Options(directory, environment, from, stdout, stderr, mergeErr, grace, limit);
        }

        /// Where the child's output goes.
        public Redirect stdout() {
            return stdout;
        }

        /// With output to elsewhere.
        ///
        /// @throws IllegalArgumentException if nothing can be written there
        public Options withStdout(Redirect to) {
            checkOutput("stdout", to);
            return new Options(directory, environment, stdin, to, stderr, mergeErr, grace, limit);
        }

        /// Where the child's error output goes, unless it is merged.
        public Redirect stderr() {
            return stderr;
        }

        /// With error output to elsewhere.
        ///
        /// @throws IllegalArgumentException if nothing can be written there
        public Options withStderr(Redirect to) {
            checkOutput("stderr", to);
            return new Options(directory, environment, stdin, stdout, to, mergeErr, grace, limit);
        }

        private static void checkOutput(String name, Redirect to) {
            if (Objects.requireNonNull(to, name).type() == Redirect.Type.READ) {
                throw new IllegalArgumentException(name + " cannot be " + to + ": use Redirect.to(file)");
            }
        }

        /// Whether error output goes where stdout goes; `stderr()` is null then.
        public boolean mergeErr() {
            return mergeErr;
        }

        /// With error output merged into stdout, or not.
        public Options withMergeErr(boolean on) {
            return new Options(directory, environment, stdin, stdout, stderr, on, grace, limit);
        }

        /// How long a child that is closed has between `terminate` and `kill`.
        public Duration grace() {
            return grace;
        }

        /// With another time of grace; zero: killed at once.
        ///
        /// @throws IllegalArgumentException if it is negative
        public Options withGrace(Duration time) {
            if (Objects.requireNonNull(time, "grace").isNegative()) {
                throw new IllegalArgumentException("grace must not be negative: " + time);
            }
            return new Options(directory, environment, stdin, stdout, stderr, mergeErr, time, limit);
        }

        /// The limit of the readers, in bytes; see [StreamReader].
        public int limit() {
            return limit;
        }

        /// With another limit.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Options withLimit(int bytes) {
            int checked = StreamSettings.DEFAULTS.withLimit(bytes).limit();
            return new Options(directory, environment, stdin, stdout, stderr, mergeErr, grace, checked);
        }

        private ProcessBuilder builder(List<String> command) {
            var builder = new ProcessBuilder(command)
                    .redirectInput(stdin)
                    .redirectOutput(stdout)
                    .redirectError(stderr)
                    .redirectErrorStream(mergeErr);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            if (environment != null) {
                builder.environment().clear();
                builder.environment().putAll(environment);
            }
            return builder;
        }
    }

    private final EventLoop loop;
    private final Process process;
    private final Duration grace;
    private final LoopEnd end;
    private final @Nullable ByteStream stdin;
    private final @Nullable ByteStream stdout;
    private final @Nullable ByteStream stderr;
    private final Waiters exited = new Waiters("Subprocess.await");
    private @Nullable Integer returnCode; // all below: loop only
    private @Nullable Handle killTimer; // while it is given time to end
    private boolean closed;

    private Subprocess(Spawned child, Options options) {
        loop = LoopParts.loop();
        end = LoopEnd.here();
        process = child.process();
        grace = options.grace;
        var settings = StreamSettings.DEFAULTS.withLimit(options.limit);
        stdin = stream(child.stdin(loop), settings);
        stdout = stream(child.stdout(loop), settings);
        stderr = stream(child.stderr(loop), settings);
        end.add(this);
        var code = Asyncio.wrapFuture(process.onExit().thenApply(Process::exitValue));
        code.addDoneCallback(f -> ended(f.result()));
    }

    private @Nullable ByteStream stream(@Nullable Link pipe, StreamSettings settings) {
        return pipe == null ? null : new ByteStream(loop, pipe, settings, this::forget);
    }

    // ---- starting ----

    /// Starts a program; suspends until it runs. Cancelled, it leaves no child.
    ///
    /// @param command the program and its arguments
    /// @throws IOException if there is no such program, or it cannot be started
    /// @throws IllegalArgumentException without a program
    public static Subprocess exec(String... command) throws IOException {
        return exec(Options.defaults(), command);
    }

    /// Starts a program in another way than by default; see [#exec(String...)].
    public static Subprocess exec(Options options, String... command) throws IOException {
        Waits.currentTask();
        if (command.length == 0) {
            throw new IllegalArgumentException("exec() needs a program");
        }
        ProcessBuilder builder = options.builder(List.of(command));
        Spawned child = Workers.STARTS.run(() -> Spawned.start(builder), Spawned::undo, options.grace);
        return new Subprocess(child, options);
    }

    /// Starts a command of the shell (`/bin/sh`, on Windows `cmd.exe`); suspends until that runs.
    public static Subprocess shell(String command) throws IOException {
        return shell(Options.defaults(), command);
    }

    /// Starts a command of the shell in another way than by default.
    public static Subprocess shell(Options options, String command) throws IOException {
        Objects.requireNonNull(command, "command");
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? exec(options, "cmd.exe", "/c", command) : exec(options, "/bin/sh", "-c", command);
    }

    // ---- what it is ----

    /// The number the system gave it.
    public long pid() {
        return process.pid();
    }

    /// Its input, null unless that is a pipe. Closing it is how the child sees the end.
    public @Nullable StreamWriter stdin() {
        return stdin == null ? null : stdin.writer();
    }

    /// Its output, null unless that is a pipe.
    public @Nullable StreamReader stdout() {
        return stdout == null ? null : stdout.reader();
    }

    /// Its error output, null unless that is a pipe of its own.
    public @Nullable StreamReader stderr() {
        return stderr == null ? null : stderr.reader();
    }

    /// Its exit status, 128 + N if signal N ended it; null while it runs.
    public @Nullable Integer returnCode() {
        return returnCode;
    }

    // ---- waiting ----

    /// Suspends until the process has ended; its pipes may still be open.
    ///
    /// Beware: a child whose output nobody reads may wait for a reader for ever.
    ///
    /// @return its exit status, 128 + N if signal N ended it
    public int await() throws IOException {
        LoopParts.checkAccess(loop);
        return awaitExit();
    }

    private int awaitExit() {
        while (returnCode == null) {
            exited.await();
        }
        return returnCode;
    }

    /// Sends `input` to the child and ends its input, reads all that it writes, and waits for its end and the
    /// end of its pipes; suspends.
    ///
    /// A child that does not read its input is no error. Cancelled, it terminates the child, and kills it after
    /// the grace.
    ///
    /// @param input null or empty: the child sees the end at once
    /// @throws IllegalArgumentException if there is input but stdin is no pipe
    public Result communicate(byte @Nullable [] input) throws IOException {
        LoopParts.checkAccess(loop);
        Waits.currentTask();
        byte[] bytes = input == null ? NOTHING : input.clone();
        if (stdin == null && bytes.length > 0) {
            throw new IllegalArgumentException("stdin is not a pipe: there is nobody to give input to");
        }
        try {
            var all = List.<Awaitable<byte @Nullable []>>of(
                    () -> feed(bytes), () -> readAll(stdout), () -> readAll(stderr));
            List<byte @Nullable []> outputs = Asyncio.gather(all);
            return new Result(awaitExit(), outputs.get(1), outputs.get(2));
        } catch (CancelledError e) {
            beginEnd();
            throw e;
        }
    }

    private byte @Nullable [] feed(byte[] bytes) {
        if (stdin != null) {
            StreamWriter writer = stdin.writer();
            try {
                writer.write(bytes);
                writer.drain();
            } catch (IOException e) {
                // it has enough, or has ended: that shows in its output and return code
            }
            writer.close();
        }
        return null;
    }

    private static byte @Nullable [] readAll(@Nullable ByteStream pipe) throws IOException {
        return pipe == null ? null : pipe.reader().read(-1);
    }

    private void ended(int code) {
        returnCode = code;
        if (killTimer != null) {
            killTimer.cancel();
        }
        if (closed) {
            closePipes();
        }
        exited.wakeAll();
        forget();
    }

    // ---- signals ----

    /// Asks it to end (SIGTERM); its pipes stay open.
    ///
    /// @throws IOException "no such process" if it has ended
    public void terminate() throws IOException {
        checkRuns();
        if (!process.toHandle().destroy()) {
            throw noSuchProcess();
        }
    }

    /// Ends it (SIGKILL); its pipes stay open.
    ///
    /// @throws IOException "no such process" if it has ended
    public void kill() throws IOException {
        checkRuns();
        if (!process.toHandle().destroyForcibly()) {
            throw noSuchProcess();
        }
    }

    /// Sends it a signal; may suspend.
    ///
    /// @param name as in [EventLoop#addSignalHandler], and KILL and STOP
    /// @throws IllegalArgumentException for an unknown signal
    /// @throws IOException "no such process" if it has ended
    public void signal(String name) throws IOException {
        String signal = Signals.canonical(name);
        switch (signal) {
            case "TERM" -> terminate();
            case "KILL" -> kill();
            default -> {
                checkRuns();
                try {
                    Workers.STARTS.run(() -> {
                        Signals.send(pid(), signal);
                        return signal;
                    });
                } catch (Exception e) {
                    if (!process.isAlive()) {
                        throw noSuchProcess();
                    }
                    throw e;
                }
            }
        }
    }

    private void checkRuns() throws IOException {
        LoopParts.checkAccess(loop);
        if (returnCode != null || !process.isAlive()) {
            throw noSuchProcess();
        }
    }

    private IOException noSuchProcess() {
        return new IOException("no such process: " + pid() + " has ended");
    }

    // ---- the end ----

    /// Ends it: terminates, kills after the grace, waits for its end and closes the pipes; suspends.
    ///
    /// Whoever waits for its output sees the end. Cancelled here, or in a callback, the same goes on without
    /// waiting. Closing twice does nothing more.
    @Override
    public void close() {
        closed = true;
        if (loop.isClosed()) {
            process.toHandle().destroyForcibly();
            closePipes();
            return;
        }
        LoopParts.checkAccess(loop);
        beginEnd();
        if (returnCode != null) {
            closePipes();
        }
        if (Workers.inTask()) {
            awaitExit();
            for (ByteStream pipe : pipes()) {
                pipe.awaitClosed();
            }
        }
    }

    private void beginEnd() {
        if (returnCode != null || killTimer != null) {
            return;
        }
        ProcessHandle handle = process.toHandle();
        handle.destroy();
        killTimer = loop.callLater(grace, handle::destroyForcibly);
    }

    private List<ByteStream> pipes() {
        var pipes = new ArrayList<ByteStream>();
        for (ByteStream pipe : new @Nullable ByteStream[] {stdin, stdout, stderr}) {
            if (pipe != null) {
                pipes.add(pipe);
            }
        }
        return pipes;
    }

    private void closePipes() {
        pipes().forEach(pipe -> pipe.link.abort());
    }

    /// Nothing is left to be closed at the end of `run`.
    private void forget() {
        if (returnCode != null && pipes().stream().allMatch(ByteStream::isLost)) {
            end.remove(this);
        }
    }

    @Override
    public String toString() {
        return "Subprocess[pid " + pid() + (returnCode == null ? ", running]" : ", returnCode " + returnCode + "]");
    }
}
