package asyncio4j.io.internal.process;

import asyncio4j.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A child that was started, with the parent's ends of its pipes. Made and undone on a worker.
///
/// On Linux the pipes are ours, made by Netty, and the child opens its ends through `/proc/self/fd`. The JDK's
/// own will not do: it empties and closes them when the child exits, though a grandchild may still write, and
/// they cannot be polled. Elsewhere the JDK's have to do.
public final class Spawned {
    private final Process process;
    private final @Nullable PipeSink stdin;
    private final @Nullable PipeSource stdout;
    private final @Nullable PipeSource stderr;

    private Spawned(
            Process process, @Nullable PipeSink stdin, @Nullable PipeSource stdout, @Nullable PipeSource stderr) {
        this.process = process;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /// Starts what `builder` describes.
    public static Spawned start(ProcessBuilder builder) throws IOException {
        return Epoll.isAvailable() && Files.isDirectory(Path.of("/proc/self/fd")) ? polled(builder) : plain(builder);
    }

    private static Spawned polled(ProcessBuilder builder) throws IOException {
        var events = EpollPipes.events();
        var ends = new ArrayList<FileDescriptor>();
        try {
            FileDescriptor in = null;
            if (builder.redirectInput() == Redirect.PIPE) {
                FileDescriptor[] pipe = pipe(ends);
                builder.redirectInput(file(pipe[0]));
                in = pipe[1];
            }
            FileDescriptor out = null;
            if (builder.redirectOutput() == Redirect.PIPE) {
                FileDescriptor[] pipe = pipe(ends);
                builder.redirectOutput(file(pipe[1]));
                out = pipe[0];
            }
            FileDescriptor err = null;
            if (builder.redirectError() == Redirect.PIPE && !builder.redirectErrorStream()) {
                FileDescriptor[] pipe = pipe(ends);
                builder.redirectError(file(pipe[1]));
                err = pipe[0];
            }
            Process process = builder.start();
            ends.remove(in);
            ends.remove(out);
            ends.remove(err);
            return new Spawned(
                    process,
                    in == null ? null : new EpollPipes.Sink(events, in),
                    out == null ? null : new EpollPipes.Source(events, out),
                    err == null ? null : new EpollPipes.Source(events, err));
        } finally {
            for (FileDescriptor end : ends) { // the child's, or all when it could not be started
                end.close();
            }
        }
    }

    private static FileDescriptor[] pipe(List<FileDescriptor> ends) throws IOException {
        FileDescriptor[] pipe = FileDescriptor.pipe();
        ends.addAll(List.of(pipe));
        return pipe;
    }

    /// A name under which the JDK opens that end anew, blocking, as a child expects it.
    private static File file(FileDescriptor end) {
        return new File("/proc/self/fd/" + end.intValue());
    }

    private static Spawned plain(ProcessBuilder builder) throws IOException {
        boolean in = builder.redirectInput() == Redirect.PIPE;
        boolean out = builder.redirectOutput() == Redirect.PIPE;
        boolean err = builder.redirectError() == Redirect.PIPE && !builder.redirectErrorStream();
        Process process = builder.start();
        return new Spawned(
                process,
                in ? new ThreadPipes.Sink(process.getOutputStream()) : null,
                out ? new ThreadPipes.Source(process.getInputStream()) : null,
                err ? new ThreadPipes.Source(process.getErrorStream()) : null);
    }

    /// Kills and reaps it, and closes its pipes: nobody wants it any more.
    public void undo() {
        process.toHandle().destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stdin != null) {
            stdin.close(() -> {});
        }
        if (stdout != null) {
            stdout.close(() -> {});
        }
        if (stderr != null) {
            stderr.close(() -> {});
        }
    }

    /// The process. Its own streams are not to be used.
    public Process process() {
        return process;
    }

    /// Its input as a link of `loop`, null without a pipe. Once.
    public @Nullable InputLink stdin(EventLoop loop) {
        return stdin == null ? null : new InputLink(loop, stdin);
    }

    /// Its output as a link of `loop`, null without a pipe. Once.
    public @Nullable OutputLink stdout(EventLoop loop) {
        return stdout == null ? null : new OutputLink(loop, stdout);
    }

    /// Its error output as a link of `loop`, null without a pipe. Once.
    public @Nullable OutputLink stderr(EventLoop loop) {
        return stderr == null ? null : new OutputLink(loop, stderr);
    }
}
