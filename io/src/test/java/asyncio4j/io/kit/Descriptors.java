package asyncio4j.io.kit;

import static asyncio4j.Asyncio.millis;
import static asyncio4j.Asyncio.sleep;
import static asyncio4j.Asyncio.timeout;

import asyncio4j.Asyncio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** The open descriptors of this JVM, on Linux. */
public final class Descriptors {
    private Descriptors() {}

    /** How many are open on {@code path} or below it. */
    public static long of(Path path) {
        return of(path.toString());
    }

    /** How many point to something whose name contains {@code part}. */
    public static long of(String part) {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> target(fd).contains(part)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How many are open. */
    public static long count() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** Suspends until {@code condition} holds; fails after ten seconds. */
    public static void until(BooleanSupplier condition) {
        timeout(Asyncio.seconds(10), () -> {
            while (!condition.getAsBoolean()) {
                sleep(millis(1));
            }
        });
    }

    /** A pipe in the file system: opening it blocks until somebody opens the other side. */
    public static Path fifo(Path path) throws Exception {
        int status = new ProcessBuilder("mkfifo", path.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("mkfifo: " + status);
        }
        return path;
    }
}
