package asyncio4j.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import asyncio4j.Action;
import asyncio4j.ErrorContext;
import asyncio4j.EventLoop;
import asyncio4j.RunOptions;
import asyncio4j.Runner;
import asyncio4j.kit.VirtualTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** An exception handler that keeps what it was told. */
final class Reports implements BiConsumer<EventLoop, ErrorContext> {
    private final List<ErrorContext> contexts = new CopyOnWriteArrayList<>();

    /** Runs {@code main} with virtual time, closes the loop, and returns all that was reported up to then. */
    static Reports of(Action main) {
        var reports = new Reports();
        try (var runner = new Runner(RunOptions.defaults().withLoopFactory(VirtualTime::newLoop))) {
            runner.loop().setExceptionHandler(reports);
            runner.run(main);
        }
        return reports;
    }

    /** From now on the running loop reports here. */
    static Reports attached(EventLoop loop) {
        var reports = new Reports();
        loop.setExceptionHandler(reports);
        return reports;
    }

    @Override
    public void accept(EventLoop loop, ErrorContext context) {
        contexts.add(context);
    }

    /** What was reported so far. */
    List<ErrorContext> all() {
        return List.copyOf(contexts);
    }

    /** Asserts that nothing was reported. */
    void areNone() {
        assertThat(all()).isEmpty();
    }

    /** Asserts that this very failure, and nothing else, was reported, once. */
    void areOnly(String message, Throwable failure) {
        assertThat(all()).hasSize(1);
        assertThat(all().getFirst().message()).startsWith(message);
        assertThat(all().getFirst().exception()).isSameAs(failure);
    }
}
