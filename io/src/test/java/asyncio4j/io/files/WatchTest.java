package asyncio4j.io.files;

import static asyncio4j.Asyncio.*;
import static asyncio4j.io.AsyncFiles.EventKind.CREATED;
import static asyncio4j.io.AsyncFiles.EventKind.DELETED;
import static asyncio4j.io.AsyncFiles.EventKind.MODIFIED;
import static asyncio4j.io.AsyncFiles.EventKind.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.CancelledError;
import asyncio4j.io.AsyncFiles;
import asyncio4j.io.AsyncFiles.Event;
import asyncio4j.io.kit.Descriptors;
import asyncio4j.iter.AsyncGenerator;
import asyncio4j.kit.Trail;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs(OS.LINUX)
class WatchTest {
    @TempDir
    private Path folder;

    private static Event nextOf(AsyncGenerator<Event> events, Event wanted) {
        Event event;
        do {
            event = events.next();
        } while (!event.equals(wanted));
        return event;
    }

    @Test
    void whatHappensAfterWatchReturnedIsSeen() {
        run(() -> {
            Path file = folder.resolve("f");
            try (var events = AsyncFiles.watch(folder)) {
                Files.writeString(file, "x");
                assertThat(events.next()).isEqualTo(new Event(CREATED, file));
                Files.delete(file);
                nextOf(events, new Event(DELETED, file));
            }
        });
    }

    @Test
    void aConsumerWaitsWhileOthersWork() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "");
        var trail = new Trail();
        run(() -> {
            try (var events = AsyncFiles.watch(folder)) {
                var consumer = createTask(() -> trail.add(events.next()));
                yieldNow();
                trail.add("waits");
                AsyncFiles.writeString(file, "x");
                consumer.await();
            }
        });
        trail.is("waits", new Event(MODIFIED, file));
    }

    @Test
    void closingItFromAnotherTaskEndsTheConsumer() {
        var trail = new Trail();
        run(() -> {
            var events = AsyncFiles.watch(folder);
            var consumer = createTask(() -> {
                for (Event event : events) {
                    trail.add(event);
                }
                trail.add("end");
                assertThatThrownBy(events::next).isInstanceOf(NoSuchElementException.class);
            });
            sleep(millis(5));
            events.close();
            events.close();
            trail.add("closed");
            consumer.await();
            assertThat(Descriptors.of("inotify")).isZero();
        });
        trail.is("closed", "end");
    }

    @Test
    void soDoesClosingWhatIsMadeOfIt() {
        run(() -> {
            var names = AsyncFiles.watch(folder).map(event -> event.path().getFileName());
            var consumer = createTask(names::toList);
            sleep(millis(5));
            names.close();
            assertThat(consumer.await()).isEmpty();
        });
    }

    @Test
    void aCancelledConsumerLeavesNothingBehind() {
        run(() -> {
            var events = AsyncFiles.watch(folder);
            var consumer = createTask(events::next);
            sleep(millis(5));
            assertThat(Descriptors.of("inotify")).isEqualTo(1);
            consumer.cancel();
            assertThatThrownBy(consumer::await).isInstanceOf(CancelledError.class);
            assertThat(Descriptors.of("inotify")).isZero();
            assertThatThrownBy(events::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void itEndsWithTheDirectory() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        run(() -> {
            try (var events = AsyncFiles.watch(gone)) {
                Files.delete(gone);
                assertThat(events.toList()).isEmpty();
            }
        });
    }

    @Test
    void eventsThatNobodyTakesAreCountedAsOverflow() throws Exception {
        run(() -> {
            try (var events = AsyncFiles.watch(folder)) {
                for (int i = 0; i < 2_000; i++) {
                    Files.createFile(folder.resolve("f" + i));
                }
                nextOf(events, new Event(OVERFLOW, folder));
            }
        });
    }

    @Test
    void onlyDirectoriesAreWatched() throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "");
        run(() -> {
            assertThatThrownBy(() -> AsyncFiles.watch(file)).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> AsyncFiles.watch(folder.resolve("missing")))
                    .isInstanceOf(NoSuchFileException.class);
            assertThat(Descriptors.of("inotify")).isZero();
        });
    }

    @Test
    void itIsClosedWhenRunEnds() {
        run(() -> {
            AsyncFiles.watch(folder);
            var events = AsyncFiles.watch(folder);
            createTask(() -> events.next());
            sleep(millis(5));
            assertThat(Descriptors.of("inotify")).isEqualTo(2);
        });
        assertThat(Descriptors.of("inotify")).isZero();
    }
}
