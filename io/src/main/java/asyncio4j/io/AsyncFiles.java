package asyncio4j.io;

import asyncio4j.io.internal.work.Workers;
import asyncio4j.iter.AsyncGenerator;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What `java.nio.file.Files` does, without holding the loop: the same arguments, results and exceptions.
///
/// Each call suspends the calling task while a thread of a small pool does the work. Cancelled, it returns at
/// once: work that has not begun is dropped, work under way ends by itself (a `write` may still be finished).
/// For what is missing here use `toThread(() -> Files...)`.
///
/// Outside a task every method throws an [IllegalStateException].
///
/// @since 0.1
public final class AsyncFiles {
    private AsyncFiles() {}

    /// What happened in a directory; see [#watch].
    public enum EventKind {
        /// An entry was created or moved in.
        CREATED,
        /// An entry was changed.
        MODIFIED,
        /// An entry was deleted or moved out.
        DELETED,
        /// Events were lost, because more came than were taken: look at the directory.
        OVERFLOW
    }

    /// Something that happened in a directory.
    ///
    /// @param kind what
    /// @param path the entry, within the path that is watched; for OVERFLOW that path itself
    public record Event(EventKind kind, Path path) {}

    // ---- whole files ----

    /// The contents of a file, as text in UTF-8.
    ///
    /// @throws java.nio.charset.MalformedInputException if it is not UTF-8
    public static String readString(Path path) throws IOException {
        return readString(path, StandardCharsets.UTF_8);
    }

    /// The contents of a file, as text in `charset`.
    ///
    /// @throws java.nio.charset.CharacterCodingException if it is not text in `charset`
    public static String readString(Path path, Charset charset) throws IOException {
        return Workers.FILES.run(() -> Files.readString(path, charset));
    }

    /// The contents of a file.
    public static byte[] readAllBytes(Path path) throws IOException {
        return Workers.FILES.run(() -> Files.readAllBytes(path));
    }

    /// Writes `bytes` to a file; without options it is created, or replaced if it is there.
    ///
    /// @return the path
    public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
        byte[] copy = bytes.clone(); // the caller's array is its own again after a cancellation
        return Workers.FILES.run(() -> Files.write(path, copy, options));
    }

    /// Writes lines to a file, each with a line end, in UTF-8; options as in [#write(Path, byte[],
    /// OpenOption...)].
    ///
    /// @return the path
    public static Path write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options)
            throws IOException {
        return write(path, lines, StandardCharsets.UTF_8, options);
    }

    /// Writes lines to a file, each with a line end, in `charset`; options as in [#write(Path, byte[],
    /// OpenOption...)].
    ///
    /// @return the path
    public static Path write(Path path, Iterable<? extends CharSequence> lines, Charset charset, OpenOption... options)
            throws IOException {
        var copy = new ArrayList<String>(); // user code runs in the task, not on the thread
        lines.forEach(line -> copy.add(line.toString()));
        return Workers.FILES.run(() -> Files.write(path, copy, charset, options));
    }

    /// Writes text to a file in UTF-8; options as in [#write(Path, byte[], OpenOption...)].
    ///
    /// @return the path
    public static Path writeString(Path path, CharSequence text, OpenOption... options) throws IOException {
        return writeString(path, text, StandardCharsets.UTF_8, options);
    }

    /// Writes text to a file in `charset`; options as in [#write(Path, byte[], OpenOption...)].
    ///
    /// @return the path
    public static Path writeString(Path path, CharSequence text, Charset charset, OpenOption... options)
            throws IOException {
        String copy = text.toString();
        return Workers.FILES.run(() -> Files.writeString(path, copy, charset, options));
    }

    /// The lines of a file in UTF-8, read as they are asked for; see [#lines(Path, Charset)].
    public static AsyncGenerator<String> lines(Path path) throws IOException {
        return lines(path, StandardCharsets.UTF_8);
    }

    /// The lines of a file, read as they are asked for, without their line ends.
    ///
    /// The file is open when this returns, until the generator is closed or over. A failure in between is an
    /// [java.io.UncheckedIOException], as in `Files.lines`.
    ///
    /// ```java
    /// try (var lines = AsyncFiles.lines(path)) {
    ///     for (String line : lines) { ... }
    /// }
    /// ```
    public static AsyncGenerator<String> lines(Path path, Charset charset) throws IOException {
        return Readers.lines(path, charset);
    }

    /// Opens a file for reading and writing at positions; without options, for reading.
    ///
    /// Cancelled, it leaves no descriptor behind.
    public static AsyncFile open(Path path, OpenOption... options) throws IOException {
        return AsyncFile.open(path, options.length == 0 ? Set.of(StandardOpenOption.READ) : Set.of(options));
    }

    // ---- directories ----

    /// Copies a file, or makes an empty directory like that one.
    ///
    /// @return the target
    public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return Workers.FILES.run(() -> Files.copy(source, target, options));
    }

    /// Moves or renames a file.
    ///
    /// @return the target
    public static Path move(Path source, Path target, CopyOption... options) throws IOException {
        return Workers.FILES.run(() -> Files.move(source, target, options));
    }

    /// Deletes a file or an empty directory.
    public static void delete(Path path) throws IOException {
        Workers.FILES.run(() -> {
            Files.delete(path);
            return path;
        });
    }

    /// The entries of a directory, in no order.
    public static List<Path> list(Path directory) throws IOException {
        return Workers.FILES.run(() -> {
            try (var entries = Files.newDirectoryStream(directory)) {
                var list = new ArrayList<Path>();
                entries.forEach(list::add);
                return list;
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        });
    }

    /// `start` and everything below it, parents first, links not followed; read as it is asked for.
    ///
    /// A failure in between is an [java.io.UncheckedIOException], as in `Files.walk`. Close the generator, or
    /// read it to its end: it holds a descriptor for each level.
    public static AsyncGenerator<Path> walk(Path start) throws IOException {
        return walk(start, Integer.MAX_VALUE);
    }

    /// As [#walk(Path)], `maxDepth` levels deep; 0 is `start` alone.
    ///
    /// @throws IllegalArgumentException if `maxDepth` is negative
    public static AsyncGenerator<Path> walk(Path start, int maxDepth) throws IOException {
        return Readers.walk(start, maxDepth);
    }

    /// What happens in `directory` (not below it) from now on: it is registered when this returns.
    ///
    /// A task waits in `next` until something happens. Another task may close the generator meanwhile, which
    /// ends the wait and the loop around it. It ends by itself when the directory is gone.
    ///
    /// ```java
    /// try (var events = AsyncFiles.watch(folder)) {
    ///     for (var event : events) { ... }
    /// }
    /// ```
    ///
    /// @throws java.nio.file.NotDirectoryException if it is no directory
    public static AsyncGenerator<Event> watch(Path directory) throws IOException {
        return new Watch(Objects.requireNonNull(directory, "directory")).begin();
    }
}
