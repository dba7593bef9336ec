package asyncio4j.inspect;

import asyncio4j.Action;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.Task;
import asyncio4j.spi.Introspection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A program that runs on a thread of its own, to be looked at from outside; stopped on close. */
final class Patient implements AutoCloseable {
    private final Thread thread;
    private final Runner runner;
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    private Patient(Action main, boolean debug, boolean observed) {
        runner = new Runner(RunOptions.defaults().withDebug(debug));
        if (observed) {
            runner.loop();
        }
        thread = Thread.ofPlatform().name("patient").start(() -> {
            Throwable failure = null;
            try {
                runner.run(main);
            } catch (Throwable e) {
                failure = e;
            }
            runner.close();
            end.complete(failure);
        });
    }

    /** Starts {@code main}. */
    static Patient of(Action main) {
        return new Patient(main, false, true);
    }

    /** Starts {@code main} in debug mode. */
    static Patient debugged(Action main) {
        return new Patient(main, true, true);
    }

    /** Starts {@code main} on a loop that nobody outside can wake. */
    static Patient unobserved(Action main) {
        return new Patient(main, false, false);
    }

    EventLoop loop() {
        return runner.loop();
    }

    /** The loop, read until it looks as it should. */
    LoopInfo when(Predicate<LoopInfo> state) {
        return until(() -> Snapshot.take(loop(), Integer.MAX_VALUE).loops().getFirst(), state);
    }

    /** The snapshot once task {@code name} waits for {@code what}. */
    LoopInfo whenWaiting(String name, String what) {
        return when(loop -> loop.tasks().stream()
                .anyMatch(t -> t.ref().name().equals(name)
                        && t.waiting() != null
                        && t.waiting().what().contains(what)));
    }

    Task<?> task(String name) {
        return Introspection.tasks(loop()).stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static <T> T until(Supplier<T> source, Predicate<T> wanted) {
        long end = System.nanoTime() + 20_000_000_000L;
        T seen = source.get();
        while (!wanted.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("this did not become what it should: " + seen);
            }
            Thread.onSpinWait();
            seen = source.get();
        }
        return seen;
    }

    @Override
    public void close() {
        thread.interrupt(); // cancels main
        end.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
