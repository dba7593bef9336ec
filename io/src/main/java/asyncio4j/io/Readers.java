package asyncio4j.io;

import asyncio4j.io.internal.work.Held;
import asyncio4j.io.internal.work.Workers;
import asyncio4j.iter.AsyncGenerator;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Generators over something that is open: what they give is fetched in batches, one visit of a worker each.
final class Readers {
    private static final int BATCH = 128; // values
    private static final int CHARS = 64 * 1024;

    private Readers() {}

    /// Begins `generator`, whose first value only says that it has opened what it reads.
    ///
    /// From then on it is closed at the end of `run` like every generator that was begun.
    static <T> AsyncGenerator<T> begun(AsyncGenerator<T> generator) throws IOException {
        generator.next();
        return generator;
    }

    static AsyncGenerator<String> lines(Path path, Charset charset) throws IOException {
        Objects.requireNonNull(path, "path");
        return begun(AsyncGenerator.of(y -> {
            try (var reader = Held.open(Workers.FILES, () -> Files.newBufferedReader(path, charset))) {
                y.emit("");
                emitAll(y, reader, Readers::lines);
            }
        }));
    }

    private static List<String> lines(BufferedReader reader) throws IOException {
        var lines = new ArrayList<String>();
        int chars = 0;
        do {
            String line = reader.readLine();
            if (line == null) {
                break;
            }
            lines.add(line);
            chars += line.length();
        } while (lines.size() < BATCH && chars < CHARS && reader.ready()); // not ready: a pipe that may stay silent
        return lines;
    }

    static AsyncGenerator<Path> walk(Path start, int maxDepth) throws IOException {
        Objects.requireNonNull(start, "start");
        return begun(AsyncGenerator.of(y -> {
            try (var tree = Held.open(Workers.FILES, () -> new Tree(Files.walk(start, maxDepth)))) {
                y.emit(start);
                emitAll(y, tree, Tree::paths);
            }
        }));
    }

    private static final class Tree implements Closeable {
        private final Stream<Path> stream;
        private final Iterator<Path> paths;

        Tree(Stream<Path> stream) {
            this.stream = stream;
            paths = stream.iterator();
        }

        List<Path> paths() {
            var batch = new ArrayList<Path>();
            while (batch.size() < BATCH && paths.hasNext()) {
                batch.add(paths.next());
            }
            return batch;
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    private static <R extends Closeable, T> void emitAll(
            AsyncGenerator.Yielder<T> y, Held<R> from, Held.Use<R, List<T>> batch) {
        try {
            for (List<T> values = from.use(batch); !values.isEmpty(); values = from.use(batch)) {
                values.forEach(y::emit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
