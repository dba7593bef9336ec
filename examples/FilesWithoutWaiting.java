// Files are read, written and watched while other tasks go on.
import static asyncio4j.Asyncio.*;

import asyncio4j.io.AsyncFile;
import asyncio4j.io.AsyncFiles;
import asyncio4j.sync.AsyncEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

void count(Path log) throws IOException {
    int errors = 0;
    try (var lines = AsyncFiles.lines(log)) {
        for (String line : lines) {
            if (line.startsWith("ERROR")) {
                errors++;
            }
        }
    }
    IO.println(errors + " errors");
}

void atPositions(Path file) throws IOException {
    try (AsyncFile data = AsyncFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        data.write(ByteBuffer.wrap("WARN ".getBytes()), 0);
        var start = ByteBuffer.allocate(10);
        data.read(start, 0);
        IO.println(new String(start.array()));
    }
}

void follow(Path folder) throws IOException {
    var seen = new AsyncEvent();
    var events = AsyncFiles.watch(folder);
    var watcher = createTask(() -> {
        for (var event : events) {
            if (event.kind() == AsyncFiles.EventKind.CREATED) {
                IO.println("new: " + event.path().getFileName());
                seen.set();
            }
        }
        IO.println("no longer watched");
    });
    AsyncFiles.writeString(folder.resolve("report.txt"), "all is well");
    seen.await();
    events.close(); // ends the loop of the watcher
    watcher.await();
}

void main() throws IOException {
    Path folder = Files.createTempDirectory("asyncio4j-example");
    Path log = folder.resolve("app.log");
    run(() -> {
        AsyncFiles.writeString(log, "ERROR disk\nINFO start\nERROR net\n");
        count(log);
        atPositions(log);
        follow(folder);
        for (Path file : AsyncFiles.list(folder)) {
            AsyncFiles.delete(file);
        }
        AsyncFiles.delete(folder);
    });
}
