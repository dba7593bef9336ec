package asyncio4j.io;

import asyncio4j.Asyncio;
import asyncio4j.io.AsyncFiles.Event;
import asyncio4j.io.AsyncFiles.EventKind;
import asyncio4j.io.internal.work.Held;
import asyncio4j.io.internal.work.Workers;
import asyncio4j.iter.AsyncGenerator;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A watched directory: the producer behind [AsyncFiles#watch].
///
/// While its task waits, a virtual thread of the JDK's scheduler takes from the watch service; the JDK bounds
/// what piles up in between (OVERFLOW). Loop only.
final class Watch {
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    /// Events, and whether more may come.
    private record Batch(List<Event> events, boolean last) {
        static final Batch END = new Batch(List.of(), true);
    }

    private final Path directory;
    private @Nullable CompletableFuture<Batch> wanted; // while the producer waits
    private boolean stopped;

    Watch(Path directory) {
        this.directory = directory;
    }

    AsyncGenerator<Event> begin() throws IOException {
        return Readers.begun(AsyncGenerator.of(this::produce, this::stop));
    }

    private void produce(AsyncGenerator.Yielder<Event> y) throws IOException {
        try (var service = Held.open(Workers.FILES, this::register)) {
            y.emit(new Event(EventKind.OVERFLOW, directory));
            boolean more = true;
            while (more && !stopped) {
                Batch batch = next(service);
                batch.events.forEach(y::emit);
                more = !batch.last;
            }
        }
    }

    private WatchService register() throws IOException {
        WatchService service = directory.getFileSystem().newWatchService();
        try {
            directory.register(service, KINDS);
            return service;
        } catch (Throwable e) {
            try (service) {
                throw e;
            }
        }
    }

    private Batch next(Held<WatchService> service) throws IOException {
        var batch = new CompletableFuture<Batch>();
        wanted = batch;
        WatchService s = service.resource();
        Thread.ofVirtual().name("asyncio4j-watch").start(() -> {
            try {
                batch.complete(take(s));
            } catch (ClosedWatchServiceException e) {
                batch.complete(Batch.END);
            } catch (Throwable e) {
                batch.completeExceptionally(e);
            }
        });
        try {
            return Asyncio.await(batch);
        } finally {
            wanted = null;
        }
    }

    private void stop() {
        stopped = true;
        if (wanted != null) {
            wanted.complete(Batch.END); // the waiting producer goes on, and closes the service
        }
    }

    private Batch take(WatchService service) throws InterruptedException {
        WatchKey key = service.take();
        var events = new ArrayList<Event>();
        for (WatchEvent<?> e : key.pollEvents()) {
            events.add(new Event(kind(e.kind()), e.context() instanceof Path p ? directory.resolve(p) : directory));
        }
        return new Batch(events, !key.reset());
    }

    private static EventKind kind(WatchEvent.Kind<?> kind) {
        if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
            return EventKind.CREATED;
        }
        if (kind == StandardWatchEventKinds.ENTRY_MODIFY) {
            return EventKind.MODIFIED;
        }
        return kind == StandardWatchEventKinds.ENTRY_DELETE ? EventKind.DELETED : EventKind.OVERFLOW;
    }
}
